"""What the sub-view `trust` shows: a map, and what the checks made of it."""

from __future__ import annotations

from dataclasses import dataclass

from models.lab_results.classes import ClassScore, MapKind
from models.lab_results.trust import FaithfulnessReport, RandomisationReport
from models.results import FloatArray, Pixels, SentenceAttention


@dataclass(frozen=True)
class Subject:
    """The map that is checked."""

    name: str  # of the class or the word
    heat: FloatArray  # (rows, cols), not negative
    score: float  # of the untouched photo
    word: int | None = None
    class_index: int | None = None
    kind: MapKind = MapKind.CAM
    stage: str = ""

    @property
    def nothing(self) -> bool:
        """Whether there is no map to check."""
        return not bool(self.heat.any())

    @property
    def key(self) -> tuple[object, ...]:
        """All that the checks depend on beside the photo and the backbone."""
        return self.word, self.class_index, self.kind, self.stage


@dataclass(frozen=True)
class Checks:
    """What the checks said."""

    report: FaithfulnessReport
    removed: tuple[Pixels, ...]  # the photo at some of the steps, first places first
    shown: tuple[Pixels, ...]
    fractions: tuple[float, ...]  # of those steps
    cascade: RandomisationReport | None  # classes only: a word's map comes from another network


@dataclass(frozen=True)
class TrustResult:
    """A map with its checks, as far as they are."""

    subject: Subject
    classes: tuple[ClassScore, ...]  # the most probable ones
    known: int  # classes of the network
    attention: SentenceAttention
    exact_cam: bool
    done: int  # slices of the work
    total: int
    asked: bool
    checks: Checks | None = None
