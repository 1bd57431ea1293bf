"""How a photo becomes a network's input, and how places on the input map back to the photo.

The whole photo is squashed to a square, so the map from input to photo is a plain scaling of each
axis: cell (row, col) of an R x C grid covers [col/C, (col+1)/C] x [row/R, (row+1)/R] of the photo.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.errors import InvalidPhoto

ROUGH = 1.5  # the gap of `within`: half of its time, and the same picture where a photo is under 3 times the size


@dataclass(frozen=True)
class Preprocessing:
    """Pixel statistics and the input size a network was trained with; input = (x - mean) / std, x in 0..255."""

    size: int
    mean: tuple[float, float, float]
    std: tuple[float, float, float]


def squash(pixels: NDArray[np.uint8], size: int) -> NDArray[np.uint8]:
    """Resize a whole photo to a square: (H, W, 3) -> (size, size, 3), bicubic with antialiasing."""
    if pixels.ndim != 3 or pixels.shape[2] != 3 or 0 in pixels.shape:
        raise InvalidPhoto(
            f"Expected pixels of shape (height, width, 3), got {pixels.shape}.",
            code="bad_pixels",
            argument="pixels",
            hint="Decode the photo to RGB first.",
        )
    return resized(pixels, (size, size))


def resized(pixels: NDArray[np.uint8], size: tuple[int, int], gap: float = 3.0) -> NDArray[np.uint8]:
    """A whole photo squashed to (height, width): (H, W, 3) -> (height, width, 3), bicubic with antialiasing.

    Very large photos are shrunk by an integer factor first, to at least `gap` times the size: at 3 the same picture,
    much faster; at less faster still.
    """
    image = Image.fromarray(pixels)
    return np.asarray(image.resize((size[1], size[0]), Image.Resampling.BICUBIC, reducing_gap=gap))


def within(pixels: NDArray[np.uint8], longest: int) -> NDArray[np.uint8]:
    """A photo (H, W, 3) with sides of at most `longest` pixels, in its own shape; a smaller one as it is.

    A strip more than twice as long as it is wide keeps half as many pixels across, so that what it shows is not lost.
    """
    height, width = pixels.shape[:2]
    scale = max(longest / max(height, width), longest / 2 / min(height, width))
    if scale >= 1:
        return pixels
    return resized(pixels, (round(height * scale), round(width * scale)), ROUGH)


def normalise(pixels: NDArray[np.uint8], preprocessing: Preprocessing) -> NDArray[np.float32]:
    """Pixels to network input: (H, W, 3) uint8 -> (1, 3, H, W) float32."""
    mean = np.asarray(preprocessing.mean, np.float32)[:, None, None]
    scale = 1.0 / np.asarray(preprocessing.std, np.float32)[:, None, None]
    # Turned while still bytes: a sixth of the time of turning floats.
    planes = np.ascontiguousarray(pixels.transpose(2, 0, 1))
    return np.asarray((planes - mean) * scale, np.float32)[None]
