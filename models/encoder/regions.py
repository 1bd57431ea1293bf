"""Regions of a photo as vectors: a detector's boxes, or superpixels where it names nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.encoder.forms import box_shares, region_features
from models.encoder.superpixels import superpixels
from models.encoder_results import EncodedPhoto, FoundThing, RegionKind, Regions
from models.preprocessing import resized
from models.results import FloatArray, Pixels

PIECES = 12  # superpixels asked for; a few more or fewer come
CELL = 112  # pixels of the shorter side of the copy in which superpixels are drawn, about


def box_regions(encoded: EncodedPhoto, found: tuple[FoundThing, ...]) -> Regions:
    """A vector a box."""
    boxes = tuple(thing.box for thing in found)
    shares = box_shares(boxes, *encoded.grid.shape[1:])
    return Regions(RegionKind.BOXES, shares, region_features(encoded.grid, shares), boxes)


def piece_regions(encoded: EncodedPhoto, pixels: Pixels) -> Regions:
    """A vector a superpixel; together they tile the photo."""
    _, rows, cols = encoded.grid.shape
    times = max(4, round(CELL / min(rows, cols)))  # a whole number of pixels a cell: shares are exact
    small = resized(pixels, (rows * times, cols * times))
    labels = superpixels(small, PIECES)
    shares = label_shares(labels, rows, cols)
    return Regions(RegionKind.PIECES, shares, region_features(encoded.grid, shares), labels=labels)


def label_shares(labels: NDArray[np.intp], rows: int, cols: int) -> FloatArray:
    """Which part of the photo each label has of each cell: (h, w), multiples of the grid -> (N, rows, cols)."""
    height, width = labels.shape
    cells = labels.reshape(rows, height // rows, cols, width // cols)
    count = int(labels.max()) + 1
    counted = np.stack([(cells == label).sum((1, 3)) for label in range(count)])
    return np.asarray(counted / labels.size, np.float32)
