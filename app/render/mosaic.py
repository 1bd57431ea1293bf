"""Many channels as one picture: a tile each, a pixel or a block of pixels per cell, never smoothed."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from app.render.diverging import levels, opaque_palette
from app.render.png import palette_png

COLUMNS = 8
SMALLEST_TILE = 56  # pixels; cells are enlarged by a whole number until a tile is that large
GAP_SHARE = 28  # a gap is this part of a tile, at least one pixel


def mosaic_png(scaled: NDArray[np.float32], signed: bool, columns: int = COLUMNS) -> bytes:
    """Channels (N, rows, cols) as places on their colour scales, 0..1 -> PNG of N tiles, row by row."""
    colours = opaque_palette(signed)
    return palette_png(_laid_out(_enlarged(levels(scaled, signed)), columns, len(colours) - 1), colours)


def tile_shape(rows: int, cols: int) -> tuple[int, int, int]:
    """(height, width, gap) of a tile of rows x cols cells, in pixels of the picture."""
    factor = _factor(rows, cols)
    return rows * factor, cols * factor, _gap(rows * factor, cols * factor)


def _factor(rows: int, cols: int) -> int:
    return max(1, math.ceil(SMALLEST_TILE / max(rows, cols)))


def _gap(height: int, width: int) -> int:
    return max(1, round(max(height, width) / GAP_SHARE))


def _enlarged(tiles: NDArray[np.uint8]) -> NDArray[np.uint8]:
    factor = _factor(*tiles.shape[1:])
    return tiles.repeat(factor, axis=1).repeat(factor, axis=2)


def _laid_out(tiles: NDArray[np.uint8], columns: int, nothing: int) -> NDArray[np.uint8]:
    """(N, h, w) -> one picture; every tile has a gap to its right and below: tiles divide the picture evenly."""
    count, height, width = tiles.shape
    rows, gap = math.ceil(count / columns), _gap(height, width)
    picture = np.full((rows * columns, height + gap, width + gap), nothing, np.uint8)
    picture[:count, :height, :width] = tiles
    grid = picture.reshape(rows, columns, height + gap, width + gap).swapaxes(1, 2)
    return grid.reshape(rows * (height + gap), columns * (width + gap))
