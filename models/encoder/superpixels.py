"""Superpixels: pixels gathered by colour and place together (SLIC; Achanta et al. 2012, doi:10.1109/TPAMI.2012.120)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from models.results import Pixels

ROUNDS = 8
COMPACT = 0.28  # how much a whole piece's width counts beside the step from black to white


def superpixels(pixels: Pixels, count: int) -> NDArray[np.intp]:
    """(H, W, 3) -> the piece of each pixel (H, W), numbered from 0 without gaps; about `count` pieces.

    K-means from centres on a grid. Unlike SLIC, every pixel may go to every centre and pieces may have islands: on a
    dozen pieces of a small copy that costs nothing.
    """
    height, width, _ = pixels.shape
    step = math.sqrt(height * width / count)
    down, across = np.mgrid[:height, :width]
    place = np.stack([down, across], -1) * (COMPACT / step)
    points = np.concatenate([pixels / 255, place], -1).astype(np.float32)
    centres = _grid_of(points, max(1, round(height / step)), max(1, round(width / step)))
    flat = points.reshape(-1, points.shape[-1])
    for _ in range(ROUNDS):
        nearest = _nearest(flat, centres)
        held = np.bincount(nearest, minlength=len(centres))
        sums = np.stack([np.bincount(nearest, each, len(centres)) for each in flat.T], 1)
        centres = np.where(held[:, None] > 0, sums / np.maximum(held, 1)[:, None], centres).astype(np.float32)
    _, labels = np.unique(_nearest(flat, centres), return_inverse=True)
    return np.asarray(labels.reshape(height, width), np.intp)


def _grid_of(points: NDArray[np.float32], rows: int, cols: int) -> NDArray[np.float32]:
    """The points in the middle of each of rows x cols fields: (rows cols, 5)."""
    height, width, channels = points.shape
    down = ((np.arange(rows) + 0.5) * height / rows).astype(int)
    across = ((np.arange(cols) + 0.5) * width / cols).astype(int)
    return points[down[:, None], across].reshape(-1, channels)


def _nearest(points: NDArray[np.float32], centres: NDArray[np.float32]) -> NDArray[np.intp]:
    """|p - c|^2 without |p|^2, which is the same for every centre."""
    return np.asarray(((centres**2).sum(1) - 2 * points @ centres.T).argmin(1), np.intp)
