"""Whether a map says what the network looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.lab_results.classes import ClassMap
from models.results import FloatArray


class Answer(StrEnum):
    """What a map's area is beside another order's."""

    BETTER = "better"
    WORSE = "worse"
    UNCLEAR = "unclear"  # it cannot be told


@dataclass(frozen=True)
class Comparison:
    """A map beside random orders."""

    answer: Answer
    as_good: int  # random orders that do as well as the map, or better
    orders: int  # random orders


@dataclass(frozen=True)
class FaithfulnessCurve:
    """The score as places are taken away from, or given to, the photo in one order."""

    order: str  # map, random or centre
    deletion: FloatArray  # (steps + 1,), score after removing fractions[i] of the photo, first places first
    insertion: FloatArray  # (steps + 1,), score with only fractions[i] of the photo shown
    deletion_area: float  # area under the curve, 0..1: low is good
    insertion_area: float  # high is good


@dataclass(frozen=True)
class FaithfulnessReport:
    """Deletion and insertion (Petsiuk et al. 2018) for a map, beside random and centre orders."""

    fractions: FloatArray  # (steps + 1,), 0..1
    curves: tuple[FaithfulnessCurve, ...]  # map, the mean of the random orders, centre
    score: float  # of the untouched photo
    blank: float  # of the photo with everything removed
    random: tuple[FaithfulnessCurve, ...]  # one by one


@dataclass(frozen=True)
class RandomisationStep:
    """The map after the weights from the top down to `stage` were replaced by random ones."""

    stage: str
    heat: FloatArray  # (rows, cols), 0..1
    nothing: bool
    rank_correlation: float  # Spearman's, with the trained map; 0 when either is constant
    similarity: float  # SSIM of the two heats, -1..1
    probability: float  # of the class


@dataclass(frozen=True)
class RandomisationReport:
    """The cascading randomisation test of Adebayo et al. 2018: a map that explains the model must fall apart."""

    trained: ClassMap
    probability: float
    steps: tuple[RandomisationStep, ...]  # classifier first, then down to the stem
