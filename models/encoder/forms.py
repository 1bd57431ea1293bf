"""The forms in which a grid of features is handed over: a sequence, one vector, regions."""

from __future__ import annotations

import hashlib

import numpy as np

from models.lab_results.maps import Box
from models.results import FloatArray


def sequence_of(grid: FloatArray) -> FloatArray:
    """(D, rows, cols) -> (rows cols, D) in reading order: cell (r, c) is item r cols + c."""
    return np.ascontiguousarray(grid.reshape(len(grid), -1).T)


def item_of(row: int, col: int, cols: int) -> int:
    """Where a cell stands in the sequence."""
    return row * cols + col


def box_shares(boxes: tuple[Box, ...], rows: int, cols: int) -> FloatArray:
    """Which part of the photo each box has of each cell: (N, rows, cols), exact areas. What lies outside is cut off."""
    down = _overlaps([(top, bottom) for _, top, _, bottom in boxes], rows)
    across = _overlaps([(left, right) for left, _, right, _ in boxes], cols)
    return np.asarray(down[:, :, None] * across[:, None, :], np.float32)


def _overlaps(spans: list[tuple[float, float]], cells: int) -> FloatArray:
    edges = np.arange(cells + 1) / cells
    low, high = np.array(spans, np.float64).reshape(-1, 2).T[:, :, None].clip(0, 1)
    return np.asarray((np.minimum(high, edges[1:]) - np.maximum(low, edges[:-1])).clip(min=0))


def region_features(grid: FloatArray, shares: FloatArray) -> FloatArray:
    """Mean of a region's cells, weighted by what it has of each: (D, rows, cols), (N, rows, cols) -> (N, D)."""
    weights = shares.reshape(len(shares), -1).astype(np.float64)
    total = weights.sum(1, keepdims=True)
    return np.asarray((weights / np.where(total > 0, total, 1)) @ sequence_of(grid), np.float32)


def fingerprint(values: FloatArray) -> str:
    """The first twelve hex digits of SHA-256 over shape and every bit of the numbers."""
    return hashlib.sha256(repr(values.shape).encode() + np.ascontiguousarray(values).tobytes()).hexdigest()[:12]
