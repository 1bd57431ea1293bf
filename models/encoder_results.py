"""What an encoder hands over, and what an end model answers: frozen dataclasses of numpy arrays, no torch here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from models.lab_results.maps import Box
from models.results import FloatArray


class RegionKind(StrEnum):
    """What stands for the things of a photo."""

    BOXES = "boxes"  # a detector's
    PIECES = "pieces"  # superpixels


@dataclass(frozen=True)
class EncodedPhoto:
    """One photo by a CNN without its answer, and the answer that it would have given."""

    size: tuple[int, int]  # (height, width) of the input, pixels
    grid: FloatArray  # (D, rows, cols), the last stage
    pooled: FloatArray  # (D,), the network's own mean over places
    logits: FloatArray  # (classes,)


@dataclass(frozen=True)
class FoundThing:
    """One box of the detector."""

    class_index: int
    score: float  # 0..1
    box: Box  # of the photo, as fractions


@dataclass(frozen=True)
class Regions:
    """N parts of the photo as N vectors."""

    kind: RegionKind
    shares: FloatArray  # (N, rows, cols): which part of the photo each region has of each cell; a cell is 1/(rows cols)
    features: FloatArray  # (N, D): mean of the cells by their shares
    boxes: tuple[Box, ...] = ()
    labels: NDArray[np.intp] | None = None  # (h, w) region of each pixel of a small copy, where they are superpixels

    @property
    def areas(self) -> FloatArray:
        """(N,) of the photo."""
        return np.asarray(self.shares.sum((1, 2)), np.float32)


@dataclass(frozen=True)
class Identities:
    """What must hold of the forms of one photo, as the largest difference that was found."""

    mean_is_pooled: float  # mean of the sequence against the network's own pooling
    cells_are_logits: float  # the classifier on every cell, averaged, against the network's logits
    regions_are_pooled: float  # area-weighted mean of regions that tile the photo against the pooling
    regions: int  # how many regions tile it there
    planted: int  # cells (r, c) that were made bright and came out as item r W + c
    cells: int
