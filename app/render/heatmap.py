"""A word's evidence as heat over the photo. Cell centres stay where they are in the photo's own frame.

Words are drawn on a root scale: half way up it stands MIDDLE, a quarter, of the peak. Their evidence is gathered in few
cells, and on an even scale everything around the brightest one would look empty. Other maps are drawn on an even scale.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from functools import lru_cache
from statistics import median

import numpy as np
from numpy.typing import NDArray

from app.render.colormap import LEVELS, palette
from app.render.png import palette_png
from models.results import FloatArray, Pixels

EVEN, ROOT = 1.0, 0.5  # exponents of the scale
MIDDLE = 0.25  # what stands half way up the root scale, as a share of the peak
LONGEST_SIDE = 160  # pixels of a heat picture; the browser smooths the rest of the way


def scale_top(maps: Sequence[FloatArray]) -> float:
    """The top of one scale for several maps: the median of their maxima; 0 for none.

    The largest maximum would leave all the others faint beside a map that is gathered in a single cell; what lies above
    the top is drawn at its brightest.
    """
    return median([float(one.max()) for one in maps] or [0.0])


def heat_png(evidence: FloatArray, peak: float, width: int = 1, height: int = 1, scale: float = EVEN) -> bytes:
    """A map (rows, cols) -> PNG bytes in the aspect of a width x height photo; `peak` is the top of the scale."""
    return palette_png(_levels(evidence, peak, _picture_size(width, height), scale), palette())


def full_heat_png(evidence: FloatArray, peak: float, width: int, height: int, scale: float = EVEN) -> bytes:
    """The same at the photo's own size, pixel by pixel: to lay over it in another program."""
    return palette_png(_levels(evidence, peak, (height, width), scale), palette())


def overlay(pixels: Pixels, evidence: FloatArray, peak: float, strength: float = 0.8, scale: float = ROOT) -> Pixels:
    """The photo (H, W, 3) with the heat laid over it; strength 0 leaves the photo as it is."""
    heat = palette()[_levels(evidence, peak, pixels.shape[:2], scale)].astype(np.float32)
    share = heat[..., 3:] * np.float32(strength / 255)
    blended: Pixels = np.rint(pixels * (1 - share) + heat[..., :3] * share).astype(np.uint8)
    return blended


def evidence_bytes(evidence: FloatArray, peak: float) -> str:
    """Evidence as base64 of one byte a cell, row by row, 255 at the peak: small enough to stand in the page."""
    scaled = np.clip(evidence / _safe(peak), 0.0, 1.0)
    return base64.b64encode(np.rint(scaled * 255).astype(np.uint8).tobytes()).decode("ascii")


def scale_png() -> bytes:
    """The scale itself, least to most from left to right, as transparent as the heat is."""
    return palette_png(np.tile(np.arange(LEVELS, dtype=np.uint8), (4, 1)), palette())


def upsample(grid: FloatArray, height: int, width: int) -> FloatArray:
    """(rows, cols) -> (height, width), cubic, through every cell's value at its centre, both frames the same."""
    return _stretched(_stretched(grid, height).T, width).T


def _levels(evidence: FloatArray, peak: float, size: tuple[int, int], scale: float) -> NDArray[np.uint8]:
    share = np.clip(upsample(evidence, *size) * np.float32(1 / _safe(peak)), 0, 1)
    levels: NDArray[np.uint8] = np.rint(share**scale * (LEVELS - 1)).astype(np.uint8)
    return levels


def _safe(peak: float) -> float:
    """A scale for a map that is zero everywhere: anything above zero will do."""
    return peak if peak > 0 else 1.0


def _picture_size(width: int, height: int) -> tuple[int, int]:
    scale = LONGEST_SIDE / max(width, height)
    return max(1, round(height * scale)), max(1, round(width * scale))


def _stretched(grid: FloatArray, pixels: int) -> FloatArray:
    """(rows, n) -> (pixels, n). Weighted neighbours, not a matrix product, whose threads would fight the models'."""
    cells, weights = _neighbours(grid.shape[0], pixels)
    stretched: FloatArray = np.einsum("kp,kpn->pn", weights, grid.astype(np.float32, copy=False)[cells])
    return stretched


@lru_cache(maxsize=256)
def _neighbours(cells: int, pixels: int) -> tuple[NDArray[np.intp], FloatArray]:
    """(4, pixels) cells that each pixel lies among, and their weights. Centres lie at (i + 0.5) / count."""
    position = (np.arange(pixels) + 0.5) / pixels * cells - 0.5
    near = np.floor(position) + np.arange(-1, 3)[:, None]
    weights = _catmull_rom(position - near).astype(np.float32)
    return np.clip(near, 0, cells - 1).astype(np.intp), weights


def _catmull_rom(distance: NDArray[np.float64]) -> NDArray[np.float64]:
    """The interpolating cubic (Catmull & Rom 1974): 1 at its own cell, 0 at every other."""
    d = np.abs(distance)
    near = 1.5 * d**3 - 2.5 * d**2 + 1
    far = -0.5 * d**3 + 2.5 * d**2 - 4 * d + 2
    return np.where(d < 1, near, np.where(d < 2, far, 0.0))
