"""How well a map points: the pointing game (Zhang et al. 2016, arXiv:1608.00507) and the share of it inside boxes.

Boxes are (left, top, right, bottom) as fractions of the photo, so that any grid and any aspect compare.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.results import FloatArray

FractionBox = tuple[float, float, float, float]


def coverage(boxes: Sequence[FractionBox], grid: tuple[int, int]) -> FloatArray:
    """How much of each cell the boxes cover, 0..1: (rows, cols). Inside one cell, shares combine as 1 - prod(1 - c)."""
    rows, cols = grid
    uncovered = np.ones(grid, np.float32)
    for left, top, right, bottom in boxes:
        uncovered *= 1 - np.outer(_overlap(top, bottom, rows), _overlap(left, right, cols))
    return (1 - uncovered).astype(np.float32)


def _overlap(low: float, high: float, cells: int) -> NDArray[np.float64]:
    """Share of each of `cells` equal cells of 0..1 that lies in low..high."""
    edges = np.arange(cells + 1) / cells
    return np.clip(np.minimum(edges[1:], high) - np.maximum(edges[:-1], low), 0, None) * cells


def brightest_place(heat: FloatArray) -> tuple[float, float]:
    """Centre (x, y), as fractions of the photo, of a map's brightest cell; of several, the first in reading order."""
    row, col = np.unravel_index(int(np.argmax(heat)), heat.shape)
    return (float(col) + 0.5) / heat.shape[1], (float(row) + 0.5) / heat.shape[0]


def points_inside(heat: FloatArray, boxes: Sequence[FractionBox]) -> bool:
    """True when the brightest place lies in one of the boxes; a map without any heat points nowhere."""
    if not np.any(heat > 0):
        return False
    x, y = brightest_place(heat)
    return any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)


def share_inside(heat: FloatArray, boxes: Sequence[FractionBox]) -> float:
    """Share of a non-negative map that lies inside the boxes, 0..1; 0 for a map without heat."""
    total = float(heat.sum())
    return float((heat * coverage(boxes, (heat.shape[0], heat.shape[1]))).sum()) / total if total > 0 else 0.0


def overlap(a: FractionBox, b: FractionBox) -> float:
    """Intersection over union of two boxes."""
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    both = width * height
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)


def area_under_roc(positives: NDArray[np.floating], negatives: NDArray[np.floating]) -> float:
    """Probability that a random positive scores above a random negative, ties counting half (Mann-Whitney U)."""
    ordered = np.sort(negatives)
    below = np.searchsorted(ordered, positives, "left")
    ties = np.searchsorted(ordered, positives, "right") - below
    return float((below + 0.5 * ties).mean() / len(negatives))
