"""What must hold between the forms of one photo, measured on it."""

from __future__ import annotations

import numpy as np

from models.encoder.forms import box_shares, item_of, region_features, sequence_of
from models.encoder_results import EncodedPhoto, Identities
from models.lab_results.maps import Box
from models.results import FloatArray

CUTS = 3  # a side: nine rectangles, whose edges go through cells


def identities(encoded: EncodedPhoto, classifier: tuple[FloatArray, FloatArray]) -> Identities:
    """Four of them; `classifier` is the weight (classes, D) and the bias (classes,)."""
    sequence = sequence_of(encoded.grid)
    rows, cols = encoded.grid.shape[1:]
    return Identities(
        mean_is_pooled=_apart(sequence.mean(0), encoded.pooled),
        cells_are_logits=_apart(cell_logits(sequence, classifier).mean(0), encoded.logits),
        regions_are_pooled=_apart(tiled_mean(encoded.grid, nine_rectangles()), encoded.pooled),
        regions=CUTS**2,
        planted=planted_in_order(encoded.grid),
        cells=rows * cols,
    )


def cell_logits(sequence: FloatArray, classifier: tuple[FloatArray, FloatArray]) -> FloatArray:
    """The classifier on every item by itself: (P, D) -> (P, classes)."""
    weight, bias = classifier
    return np.asarray(sequence @ weight.T + bias, np.float32)


def tiled_mean(grid: FloatArray, boxes: tuple[Box, ...]) -> FloatArray:
    """Mean of the regions' vectors, each weighted by its area: (D,)."""
    shares = box_shares(boxes, *grid.shape[1:])
    areas = shares.sum((1, 2))
    return np.asarray(areas @ region_features(grid, shares) / areas.sum(), np.float32)


def nine_rectangles() -> tuple[Box, ...]:
    """They tile the photo."""
    side = 1 / CUTS
    return tuple(
        (col * side, row * side, (col + 1) * side, (row + 1) * side) for row in range(CUTS) for col in range(CUTS)
    )


def planted_in_order(grid: FloatArray) -> int:
    """How many cells (r, c), each made brighter than the rest of the grid in its turn, come out as item r cols + c."""
    _, rows, cols = grid.shape
    bright, found = np.float32(1 + np.abs(grid).max()), 0
    sequence = np.zeros((rows, cols), np.float32)
    for row in range(rows):
        for col in range(cols):
            sequence[row, col] = bright
            found += int(sequence_of(sequence[None])[:, 0].argmax()) == item_of(row, col, cols)
            sequence[row, col] = 0
    return found


def _apart(one: FloatArray, other: FloatArray) -> float:
    """The largest difference."""
    return float(np.abs(np.asarray(one, np.float64) - other).max())
