"""The sizes in which a photo is shown to the encoder. Any multiple of its stride will do; these are offered."""

from __future__ import annotations

STRIDE = 32
SIZES = {"224": (224, 224), "320": (320, 320), "448": (448, 448), "224x672": (224, 672)}  # name -> (height, width)


def grid_of(size: tuple[int, int]) -> tuple[int, int]:
    """(rows, cols) of the grid that a photo of this size becomes."""
    return size[0] // STRIDE, size[1] // STRIDE
