"""From a photo to the square that a checkpoint reads, and from its places back into the photo's own frame. No torch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from models.hub_results import Fit
from models.lab_results.maps import Box
from models.preprocessing import Preprocessing, normalise, squash
from models.results import FloatArray, Pixels

WHOLE: Box = (0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True)
class InputSquare:
    """A processor's settings. `shortest`: it scales the shorter side to this and cuts the square from the middle."""

    preprocessing: Preprocessing
    shortest: int | None  # None: it squashes the whole photo itself
    resample: Image.Resampling = Image.Resampling.BICUBIC

    @property
    def fits(self) -> tuple[Fit, ...]:
        """What can be asked for; the processor's own way last."""
        return (Fit.SQUASH,) if self.shortest is None else (Fit.SQUASH, Fit.CROP)

    def frame(self, width: int, height: int, fit: Fit) -> Box:
        """What the square covers of a width x height photo."""
        if fit is Fit.SQUASH or self.shortest is None:
            return WHOLE
        size = self.preprocessing.size
        across, down = self._scaled(width, height)
        left, top = (across - size) // 2, (down - size) // 2
        return left / across, top / down, (left + size) / across, (top + size) / down

    def cut(self, photo: Pixels, fit: Fit) -> Pixels:
        """(H, W, 3) -> (size, size, 3); with CROP the pixels that transformers' processor cuts, to the pixel."""
        size = self.preprocessing.size
        if fit is Fit.SQUASH or self.shortest is None:
            return squash(photo, size)
        across, down = self._scaled(photo.shape[1], photo.shape[0])
        left, top = (across - size) // 2, (down - size) // 2
        scaled = np.asarray(Image.fromarray(photo).resize((across, down), self.resample))
        return np.ascontiguousarray(scaled[top : top + size, left : left + size])

    def read(self, photo: Pixels, fit: Fit) -> FloatArray:
        """(H, W, 3) uint8 -> (1, 3, size, size), normalised."""
        return normalise(self.cut(photo, fit), self.preprocessing)

    def _scaled(self, width: int, height: int) -> tuple[int, int]:
        """(width, height) with the shorter side at `shortest`; the longer one rounded down, as the processor does."""
        shortest = self.shortest or self.preprocessing.size
        if width <= height:
            return shortest, int(shortest * height / width)
        return int(shortest * width / height), shortest


def cell_box(frame: Box, grid: tuple[int, int], row: int, col: int) -> Box:
    """What cell (row, col) of a grid over `frame` covers of the photo."""
    left, top, right, bottom = frame
    across, down = (right - left) / grid[1], (bottom - top) / grid[0]
    return left + col * across, top + row * down, left + (col + 1) * across, top + (row + 1) * down


def in_photo(values: FloatArray, frame: Box, grid: tuple[int, int]) -> FloatArray:
    """A map over `frame` (..., r, c) as one over the whole photo (..., *grid), areas weighed exactly.

    What lies in a cell stays at its place and the sum stays the same; outside the frame there is nothing.
    """
    left, top, right, bottom = frame
    rows = _shares(values.shape[-2], top, bottom, grid[0])
    cols = _shares(values.shape[-1], left, right, grid[1])
    return np.asarray(rows @ values @ cols.T, np.float32)


def _shares(cells: int, start: float, end: float, wanted: int) -> FloatArray:
    """(wanted, cells): the share of each cell between start and end that falls into each of `wanted` parts of 0..1."""
    edges = start + (end - start) * np.arange(cells + 1) / cells
    parts = np.arange(wanted + 1) / wanted
    low = np.maximum(parts[:-1, None], edges[None, :-1])
    high = np.minimum(parts[1:, None], edges[None, 1:])
    return np.asarray(np.maximum(high - low, 0) * cells / (end - start), np.float32)
