"""What the shift lab hands out: frozen dataclasses of numpy arrays. Nothing here imports torch."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from models.lab_results.maps import Box
from models.results import FloatArray, Pixels

Ints = NDArray[np.int64]


class MoveMode(StrEnum):
    """What comes in at the edge when the photo moves."""

    CIRCULAR = "circular"  # what leaves on one side comes in on the other
    ZERO = "zero"  # black
    REFLECT = "reflect"  # the photo mirrored at its edge
    CROP = "crop"  # the photo is larger than the window, so real content comes in


class Variant(StrEnum):
    """Which graph of a backbone runs; the learned weights are the same in all."""

    TRAINED = "trained"  # as it was trained: zeros around every map, its own strides
    CIRCULAR = "circular"  # convolutions and pooling wrap around the edges
    BLURRED = "blurred"  # every stride of 2 is blurred first (Zhang 2019); not retrained
    BLURRED_CIRCULAR = "blurred_circular"


class Axis(StrEnum):
    """Along which axis a sweep moves the photo."""

    ACROSS = "across"  # to the right
    DOWN = "down"


@dataclass(frozen=True)
class MovedStage:
    """One stage of the moved photo beside the moved map of the unmoved photo."""

    stage: str
    reduction: int
    shift: tuple[float, float]  # cells (down, right) by which the map should have moved
    still: FloatArray  # (channels, rows, cols) of the unmoved photo
    moved: FloatArray  # of the moved photo: move, then convolve
    expected: FloatArray  # the still map, moved: convolve, then move
    compared: tuple[slice, slice]  # rows and cols whose source lies inside
    error: float  # || moved - expected || / || expected ||, over the compared cells


@dataclass(frozen=True)
class MovedPhoto:
    """The photo moved by whole input pixels, and what one stage makes of it."""

    mode: MoveMode
    dx: int  # input pixels to the right
    dy: int  # and down
    square: Pixels  # (size, size, 3), the network's input before normalisation
    whole: Pixels  # the same, or for `crop` all of the larger photo, moved under the window; black comes in outside it
    frame: Box  # what of the photo the unmoved square shows, as fractions
    stage: MovedStage


@dataclass(frozen=True)
class StageErrors:
    """The equivariance error of one stage at every shift."""

    stage: str
    reduction: int
    errors: FloatArray  # (shifts,)
    half: HalfCell | None = None  # where the photo goes around its edges, once the shifts by half a cell are done


@dataclass(frozen=True)
class HalfCell:
    """The error at half a cell to either side, by two ways of moving a map by half a cell."""

    linear: float  # the mean of the two neighbouring cells, as in `errors`
    fourier: float  # without the blur that a mean is


@dataclass(frozen=True)
class ShiftSweep:
    """One photo moved along one axis, and everything measured at each shift.

    A sweep that is under way holds the shifts that are done.
    """

    backbone: str
    variant: Variant
    mode: MoveMode
    axis: Axis
    shifts: Ints  # (N,) input pixels, rising
    total: int  # shifts of the whole sweep
    stages: tuple[StageErrors, ...]
    top: int  # class index of the unmoved photo's most probable class
    probabilities: FloatArray  # (N,) of that class
    tops: Ints  # (N,) most probable class at each shift
    cosines: FloatArray  # (N,) of the pooled last stage with the unmoved photo's

    @property
    def done(self) -> bool:
        """Whether all shifts are there."""
        return len(self.shifts) == self.total


@dataclass(frozen=True)
class Interval:
    """A share and its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Consistency:
    """How often two random shifts of the photo get the same top class."""

    backbone: str
    variant: Variant
    mode: MoveMode
    pixels: int  # largest shift along each axis
    size: int  # of the network's input, of whose pixels these are
    pairs: int
    share: Interval


@dataclass(frozen=True)
class WordShifts:
    """How one word's evidence map goes along with the photo."""

    word: str
    index: int  # in the sentence
    shifts: Ints  # (N,) input pixels of 448
    scores: FloatArray  # (N,)
    cosines: FloatArray  # (N,) of the map, moved back, with the unmoved one, over the cells seen in both


@dataclass(frozen=True)
class TurnSweep:
    """One photo turned or zoomed, and what a backbone makes of it."""

    backbone: str
    kind: str  # ``angle`` in degrees, ``scale`` as a factor
    values: FloatArray  # (N,)
    total: int
    top: int  # of the untouched photo
    probabilities: FloatArray  # (N,) of that class
    tops: Ints  # (N,)
    cosines: FloatArray  # (N,)
    averaged: FloatArray  # (N,) probability of that class, averaged over neighbouring values (test-time averaging)
    averaged_tops: Ints  # (N,)
    neighbours: Ints  # (N,) runs that each average is made of: all within reach, fewer near the ends (on one side)
    reach: float  # how far neighbours go: degrees, or the factor's logarithm base 2

    @property
    def done(self) -> bool:
        """Whether all values are there."""
        return len(self.values) == self.total


class PoolingKind(StrEnum):
    """Ways to make a map smaller."""

    MAX = "max"
    AVERAGE = "average"
    L2 = "l2"
    STRIDED = "strided"
    BLUR = "blur"
    ADAPTIVE = "adaptive"
    GLOBAL = "global"


@dataclass(frozen=True)
class PoolingReport:
    """One kind of pooling on one map, moved around its edges by whole cells."""

    kind: PoolingKind
    kernel: int
    stride: int
    output: FloatArray  # (channels, rows, cols)
    shifts: Ints  # (N,) cells
    change: FloatArray  # (N,) relative change of the output, not compensated
    error: FloatArray  # (N,) what remains when the output is moved back
    invariance: float  # 1 - mean change over shifts of at most one stride, at least 0
    equivariance: float  # 1 - mean error, at least 0
    detail: float  # squared correlation of the map with the output enlarged again, 0..1
    aliasing: float | None  # of white noise: share of the output's energy that is aliased; None where it is not linear
    cropped: float | None  # adaptive: mean error in the interior where real content comes in; None for narrow maps
