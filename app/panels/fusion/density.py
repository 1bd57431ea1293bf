"""Maps of several strategies on one scale: how many times more than evenly spread."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from app.render.heatmap import heat_png
from app.render.png import data_uri
from models.results import FloatArray

LEAST_PEAK = 2.0  # a map that nowhere reaches this is pale: it looks nowhere in particular


def density(maps: FloatArray) -> FloatArray:
    """Maps (..., rows, cols) that sum to 1 -> 1 where they are evenly spread, whatever the grid."""
    return maps * np.float32(maps.shape[-1] * maps.shape[-2])


def shared_peak(maps: Iterable[FloatArray | None]) -> float:
    """The top of one scale for many maps of densities: what 99 % of their cells stay below, and at least 2."""
    peaks = [float(np.quantile(each, 0.99)) for each in maps if each is not None and each.size]
    return max([LEAST_PEAK, *peaks])


def density_uri(one: FloatArray, peak: float, width: int, height: int) -> str:
    """A density (rows, cols) as heat over a photo; 1 and less is clear."""
    return data_uri(heat_png(np.maximum(one - 1, 0), max(peak - 1, 1e-6), width, height))
