"""The photo as it is kept: the bytes from which every number is computed, here and on the command line.

A JPEG to which nothing was done stays as it is. Other pixels, up to a million of them, are kept as lossless WebP, so
that their numbers are those of what was sent; larger ones as a fine JPEG, and a note says so.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from PIL import Image

from app.photos.door import PhotoLimits, decode_image
from app.photos.notes import Note
from app.photos.plain_jpeg import plain_jpeg
from models.results import Pixels

LOSSLESS_PIXELS = 1_000_000  # kept as they are: about 1.4 bytes each, and 0.1 s; a fine JPEG takes a third of either
KEPT = ["JPEG", "WEBP"]
GLANCE = 448  # pixels: the words' models read no more than this of either side


@dataclass(frozen=True)
class Photo:
    """Upright, scaled to what is kept, without metadata."""

    kept: bytes  # JPEG, or lossless WebP
    width: int
    height: int
    notes: tuple[Note, ...] = ()
    decoded: Pixels | None = field(default=None, repr=False, compare=False)  # where it is at hand anyway

    @cached_property
    def id(self) -> str:
        """The same photo has the same id, whoever sends it."""
        return hashlib.sha256(self.kept).hexdigest()

    @property
    def pixels(self) -> Pixels:
        """All of it: (height, width, 3)."""
        return read_pixels(self.kept) if self.decoded is None else self.decoded

    @property
    def glance(self) -> Pixels:
        """As much of it as the words' models read; the same whether it was just sent or comes from the store."""
        large = min(self.width, self.height) >= 2 * GLANCE
        return read_pixels(self.kept, GLANCE) if large or self.decoded is None else self.decoded


def accept_photo(content: bytes, limits: PhotoLimits) -> Photo:
    """A file that somebody sent -> the photo as it is kept; raises InvalidPhoto.

    A JPEG to which nothing had to be done stays as it is but for its metadata: no loss, and half the time.
    """
    decoded = decode_image(content, limits)
    height, width = decoded.pixels.shape[:2]
    as_sent = None if decoded.notes else plain_jpeg(content)
    if as_sent is not None and len(as_sent) <= width * height:
        return Photo(as_sent, width, height, (), decoded.pixels)
    if width * height <= LOSSLESS_PIXELS:
        return Photo(_lossless(decoded.pixels), width, height, decoded.notes, decoded.pixels)
    return Photo(_fine_jpeg(decoded.pixels), width, height, (*decoded.notes, Note("kept_as_jpeg")))


def media_type_of(kept: bytes) -> str:
    """Of a kept photo."""
    return "image/jpeg" if kept.startswith(b"\xff\xd8") else "image/webp"


def read_pixels(kept: bytes, least: int | None = None) -> Pixels:
    """The pixels (height, width, 3) of a kept photo; with `least` a half, a quarter or an eighth of them a side.

    A JPEG's reader can leave out the finest detail of each block. What it gives still has `least` pixels a side, where
    the photo has: a 1600 x 1200 one is read and squashed to 448 x 448 in 27 ms instead of 65. A WebP is read whole.
    """
    with Image.open(io.BytesIO(kept), formats=KEPT) as image:
        if least is not None:  # says nothing to a WebP
            image.draft(None, (least, least))
        return np.asarray(image.convert("RGB"))


def _lossless(pixels: Pixels) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "WEBP", lossless=True, quality=0, method=0)
    return buffer.getvalue()


def _fine_jpeg(pixels: Pixels) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=95, subsampling="4:4:4")
    return buffer.getvalue()
