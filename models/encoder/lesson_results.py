"""What a lesson says while it runs: one line of JSON a step, and all of them together. Imports no torch."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

BUDGET = {1: 6.0, 2: 3.0}  # seconds of one core for each stage


class Goal(StrEnum):
    """What the encoder is taught first."""

    LABELS = "labels"  # the shape's name, end to end
    CAPTIONS = "captions"  # which caption belongs to which scene, contrastively


class Tower(StrEnum):
    """What of the encoder goes on learning when it is taught to answer questions."""

    FROZEN = "frozen"
    LAST = "last"  # its last block
    ALL = "all"


class Moment(StrEnum):
    """When the encoder is examined."""

    UNTRAINED = "untrained"
    TAUGHT = "taught"  # after stage 1
    ASKED = "asked"  # after stage 2


@dataclass(frozen=True)
class LessonPoint:
    """A step of training, with the mean of those since the one before."""

    stage: int  # 1: labels or captions, 2: questions
    step: int
    seconds: float  # of one core
    loss: float
    gradient: float  # norm of the loss's gradient by the encoder's weights; 0 where it is frozen
    score: float  # share of right answers in training batches


@dataclass(frozen=True)
class Examined:
    """The encoder at one moment: shares of right answers on scenes that no training saw."""

    moment: Moment
    probes: dict[str, float]  # shape, colour, place by a linear probe on the pooled vector
    answers: dict[str, float] = field(default_factory=dict)  # the same, asked as questions; after stage 2
    retrieval: float | None = None  # caption -> scene, first of 100; where it was taught captions
    changed: int | None = None  # tensors of the encoder that stage 2 changed
    tensors: int | None = None


@dataclass(frozen=True)
class Lesson:
    """All that was said so far."""

    goal: Goal
    tower: Tower
    seed: int
    points: tuple[LessonPoint, ...] = ()
    examined: tuple[Examined, ...] = ()
    share: float = 0.0  # of the lesson that is behind us

    def at(self, moment: Moment) -> Examined | None:
        """How the encoder was at that moment."""
        return next((each for each in self.examined if each.moment is moment), None)

    def heard(self, line: dict[str, Any]) -> Lesson:
        """With one more line."""
        if "point" in line:
            points = (*self.points, LessonPoint(**line["point"]))
            return replace(self, points=points, share=line["share"])
        told = line["examined"]
        examined = Examined(**{**told, "moment": Moment(told["moment"])})
        return replace(self, examined=(*self.examined, examined), share=line["share"])
