"""The photo as it is kept: canonical JPEG bytes, from which every number is computed, here and on the command line."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from PIL import Image

from app.notes import Note
from app.uploads import PhotoLimits, decode_image
from models.results import Pixels


@dataclass(frozen=True)
class Photo:
    """Upright, scaled to what is kept, without metadata."""

    jpeg: bytes
    width: int
    height: int
    notes: tuple[Note, ...] = ()

    @cached_property
    def id(self) -> str:
        """The same photo has the same id, whoever sends it."""
        return hashlib.sha256(self.jpeg).hexdigest()


def accept_photo(content: bytes, limits: PhotoLimits) -> Photo:
    """A file that somebody sent -> the photo as it is kept; raises InvalidPhoto."""
    decoded = decode_image(content, limits)
    buffer = io.BytesIO()
    Image.fromarray(decoded.pixels).save(buffer, "JPEG", quality=95, subsampling="4:4:4")
    height, width = decoded.pixels.shape[:2]
    return Photo(buffer.getvalue(), width, height, decoded.notes)


def read_pixels(jpeg: bytes) -> Pixels:
    """The pixels (height, width, 3) of a kept photo: what the models see."""
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as image:
        return np.asarray(image)
