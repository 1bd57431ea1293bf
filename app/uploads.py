"""The only door for untrusted pixels: bytes in, an upright RGB array and a list of what was done to it out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from app.notes import Note
from app.photo_colours import is_deep, to_eight_bits, to_srgb
from app.photo_formats import decode, opened, quiet
from models.errors import InvalidPhoto
from models.results import Pixels

SMALLEST_SIDE = 8  # pixels; below, there is nothing to look at
_ORIENTATION = 0x0112  # the EXIF tag; its values: https://www.media.mit.edu/pia/Research/deepview/exif.html
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class PhotoLimits:
    """What a photo may weigh, and how large it is kept."""

    max_bytes: int = 20_000_000
    max_pixels: int = 50_000_000
    max_side: int = 1600

    def kept_size(self, size: tuple[int, int]) -> tuple[int, int]:
        """The size a photo is kept at: its longest side is `max_side` at most."""
        scale = min(1.0, self.max_side / max(size))
        return round(size[0] * scale), round(size[1] * scale)


@dataclass(frozen=True)
class DecodedPhoto:
    """An upright photo and what was done to get it."""

    pixels: Pixels
    notes: tuple[Note, ...]


def decode_image(content: bytes, limits: PhotoLimits) -> DecodedPhoto:
    """Check, decode, scale down, turn upright and flatten to RGB; raises InvalidPhoto and says why."""
    _check_bytes(content, limits)
    try:
        with opened(content) as image:
            _check_size(image.size, limits)
            return _decoded(image, limits)
    except Image.DecompressionBombError:
        raise _too_many_pixels(limits) from None


def too_many_bytes(limit: int) -> InvalidPhoto:
    """The error of a photo file above `limit` bytes, wherever that is noticed."""
    megabytes = f"{limit / 1e6:g}"
    return _invalid(
        "too_many_bytes",
        f"The photo file is larger than {megabytes} MB.",
        "Save it smaller, for example as a JPEG, and try again.",
        megabytes=megabytes,
    )


def _decoded(image: Image.Image, limits: PhotoLimits) -> DecodedPhoto:
    full, deep, notes = image.size, is_deep(image), _frame_notes(image)
    kept = limits.kept_size(full)
    image.draft(None, kept)  # a JPEG's reader may skip the detail that scaling drops: four times as fast at 12 MP
    orientation = _decode_and_orient(image)
    picture = to_eight_bits(image, deep, notes)
    if kept != full:
        picture = picture.resize(kept, Image.Resampling.LANCZOS, reducing_gap=2.0)
        notes.append(_scaled_note(full, kept, orientation))
    if orientation in _UPRIGHT:
        picture = picture.transpose(_UPRIGHT[orientation])
        notes.append(Note("exif_rotated"))
    picture = to_srgb(picture, image.info.get("icc_profile"), notes)
    return DecodedPhoto(np.asarray(picture), tuple(notes))


def _decode_and_orient(image: Image.Image) -> int:
    """Decode, and say how the photo still has to be turned. Pillow turns a TIFF by itself."""
    decode(image)
    if image.format == "TIFF":
        return 1
    with quiet():
        orientation = image.getexif().get(_ORIENTATION, 1)
    return orientation if orientation in _UPRIGHT else 1


def _frame_notes(image: Image.Image) -> list[Note]:
    """Of an animation or a file of several pages the first picture is taken; a phone's MPO holds one photo twice."""
    with quiet():
        count = 1 if image.format == "MPO" else getattr(image, "n_frames", 1)
    return [Note("first_frame", {"count": count})] if count > 1 else []


def _scaled_note(full: tuple[int, int], kept: tuple[int, int], orientation: int) -> Note:
    if orientation >= 5:
        full, kept = full[::-1], kept[::-1]
    return Note("scaled_down", {"from": f"{full[0]} × {full[1]}", "to": f"{kept[0]} × {kept[1]}"})


def _check_bytes(content: bytes, limits: PhotoLimits) -> None:
    if not content:
        hint = "Choose the file again; it may not have been copied whole."
        raise _invalid("empty_photo", "The photo file is empty.", hint)
    if len(content) > limits.max_bytes:
        raise too_many_bytes(limits.max_bytes)


def _check_size(size: tuple[int, int], limits: PhotoLimits) -> None:
    if size[0] * size[1] > limits.max_pixels:
        raise _too_many_pixels(limits)
    if min(limits.kept_size(size)) < SMALLEST_SIDE:
        raise _invalid(
            "too_small",
            f"The photo is too small or too narrow: {size[0]} × {size[1]} pixels.",
            f"Use one whose shorter side has at least {SMALLEST_SIDE} pixels when the longer has {limits.max_side}.",
            width=size[0],
            height=size[1],
            smallest=SMALLEST_SIDE,
        )


def _too_many_pixels(limits: PhotoLimits) -> InvalidPhoto:
    megapixels = f"{limits.max_pixels / 1e6:g}"
    hint = "Scale it down and try again."
    return _invalid(
        "too_many_pixels", f"The photo has more than {megapixels} million pixels.", hint, megapixels=megapixels
    )


def _invalid(code: str, message: str, hint: str, **values: str | int) -> InvalidPhoto:
    return InvalidPhoto(message, code=code, hint=hint, argument="image", **values)
