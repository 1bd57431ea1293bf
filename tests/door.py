"""What tests ask of the door for photos."""

from __future__ import annotations

import numpy as np
import pytest

from app.photos.door import DecodedPhoto, PhotoLimits, decode_image
from models.errors import InvalidPhoto
from tests.photographs import HEIGHT, WIDTH, scene

LIMITS = PhotoLimits()
FORMATS = ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF"]


def decoded(content: bytes, limits: PhotoLimits = LIMITS) -> DecodedPhoto:
    """A photo that is let in."""
    result = decode_image(content, limits)
    assert result.pixels.dtype == np.uint8
    assert result.pixels.ndim == 3
    assert result.pixels.shape[2] == 3
    return result


def codes(photo: DecodedPhoto) -> list[str]:
    """What is told about it."""
    return [note.code for note in photo.notes]


def assert_shows_the_scene(result: DecodedPhoto, tolerance: float = 12) -> None:
    """The middles of the four quarters have the scene's colours, so nothing is turned, mirrored or swapped."""
    height, width = result.pixels.shape[:2]
    for row, col in ((1, 1), (1, 3), (3, 1), (3, 3)):
        got = result.pixels[height * row // 4, width * col // 4].astype(float)
        want = scene()[HEIGHT * row // 4, WIDTH * col // 4].astype(float)
        assert got == pytest.approx(want, abs=tolerance)


def refusal(content: bytes, limits: PhotoLimits = LIMITS) -> InvalidPhoto:
    """Why a photo is not let in."""
    with pytest.raises(InvalidPhoto) as caught:
        decode_image(content, limits)
    assert caught.value.hint
    assert caught.value.argument == "image"
    return caught.value
