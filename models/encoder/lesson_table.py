"""What lessons came to over three seeds, as measured, and which sentences all seeds bear out. Imports no torch."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import mean
from typing import Any

from models.encoder.lesson_results import Examined, Goal, Lesson, LessonPoint, Moment, Tower

LESSONS = Path(__file__).parents[1] / "weights" / "encoder_lessons.json"
SEEDS = 3  # nothing is claimed of fewer


@dataclass(frozen=True)
class Spread:
    """Over seeds."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class LessonRow:
    """One goal and one way to go on, over all seeds."""

    goal: Goal
    tower: Tower
    answers: dict[str, Spread]  # shape, colour, place
    retrieval: tuple[Spread, Spread] | None  # before and after the questions
    changed: int
    tensors: int
    steps: Spread  # of stage 2
    gradient: Spread  # mean norm in stage 2


@dataclass(frozen=True)
class GoalRow:
    """One goal after stage 1, over all seeds."""

    goal: Goal
    untrained: dict[str, Spread]  # what a probe reads: shape, colour, place
    taught: dict[str, Spread]
    steps: Spread
    gradient: Spread


@dataclass(frozen=True)
class LessonTable:
    """All that was measured."""

    seeds: int
    goals: tuple[GoalRow, ...]
    rows: tuple[LessonRow, ...]
    claims: tuple[str, ...]  # those that hold in every seed
    refused: tuple[str, ...]  # those that do not
    lessons: tuple[Lesson, ...]


def lesson_of(stored: dict[str, Any]) -> Lesson:
    """A lesson as it was written."""
    return Lesson(
        Goal(stored["goal"]),
        Tower(stored["tower"]),
        stored["seed"],
        tuple(LessonPoint(**each) for each in stored["points"]),
        tuple(Examined(**{**each, "moment": Moment(each["moment"])}) for each in stored["examined"]),
        stored["share"],
    )


@cache
def read_lessons(path: Path = LESSONS) -> LessonTable | None:
    """None where fewer than SEEDS seeds were measured in full."""
    stored = json.loads(path.read_text(encoding="utf-8"))["lessons"] if path.exists() else []
    return table_of(tuple(map(lesson_of, stored)))


def table_of(lessons: tuple[Lesson, ...]) -> LessonTable | None:
    """Of the seeds that have every goal and every tower."""
    whole = len(Goal) * len(Tower)
    seeds = sorted({each.seed for each in lessons})
    full = [seed for seed in seeds if sum(each.seed == seed for each in lessons) == whole]
    if len(full) < SEEDS:
        return None
    kept = tuple(each for each in lessons if each.seed in full)
    by_seed = [{(each.goal, each.tower): each for each in kept if each.seed == seed} for seed in full]
    held = {name: all(claim(one) for one in by_seed) for name, claim in CLAIMS.items()}
    return LessonTable(
        len(full),
        tuple(_goal_row(goal, kept) for goal in Goal),
        tuple(_row(goal, tower, kept) for goal in Goal for tower in Tower),
        tuple(name for name, holds in held.items() if holds),
        tuple(name for name, holds in held.items() if not holds),
        kept,
    )


Seed = dict[tuple[Goal, Tower], Lesson]


def examined_at(lesson: Lesson, moment: Moment) -> Examined:
    """Of a lesson that was finished."""
    found = lesson.at(moment)
    assert found is not None
    return found


def _labels_lose_colour(seed: Seed) -> bool:
    lesson = seed[Goal.LABELS, Tower.FROZEN]
    return examined_at(lesson, Moment.TAUGHT).probes["colour"] < examined_at(lesson, Moment.UNTRAINED).probes["colour"]


def _captions_keep_more(seed: Seed) -> bool:
    one, other = (examined_at(seed[goal, Tower.FROZEN], Moment.TAUGHT).probes for goal in (Goal.CAPTIONS, Goal.LABELS))
    return one["colour"] > other["colour"] and one["place"] > other["place"]


def _captions_answer_colour(seed: Seed) -> bool:
    one, other = (examined_at(seed[goal, Tower.FROZEN], Moment.ASKED).answers for goal in (Goal.CAPTIONS, Goal.LABELS))
    return one["colour"] > other["colour"]


def _labels_name_shape_best(seed: Seed) -> bool:
    one, other = (examined_at(seed[goal, Tower.FROZEN], Moment.TAUGHT).probes for goal in (Goal.LABELS, Goal.CAPTIONS))
    return one["shape"] > other["shape"]


def _frozen_keeps(seed: Seed) -> bool:
    lesson = seed[Goal.CAPTIONS, Tower.FROZEN]
    before, after = examined_at(lesson, Moment.TAUGHT), examined_at(lesson, Moment.ASKED)
    return after.changed == 0 and before.retrieval == after.retrieval


def _all_forgets(seed: Seed) -> bool:
    lesson = seed[Goal.CAPTIONS, Tower.ALL]
    before, after = (examined_at(lesson, moment).retrieval for moment in (Moment.TAUGHT, Moment.ASKED))
    return before is not None and after is not None and after < before


def _frozen_steps_more(seed: Seed) -> bool:
    return all(steps_of(seed[goal, Tower.FROZEN], 2) > steps_of(seed[goal, Tower.ALL], 2) for goal in Goal)


def _questions_pull_less(seed: Seed) -> bool:
    lesson = seed[Goal.LABELS, Tower.ALL]
    return gradient_of(lesson, 2) < gradient_of(lesson, 1)


CLAIMS: dict[str, Callable[[Seed], bool]] = {
    "labels_name_shape_best": _labels_name_shape_best,
    "labels_lose_colour": _labels_lose_colour,
    "captions_keep_more": _captions_keep_more,
    "captions_answer_colour": _captions_answer_colour,
    "frozen_keeps": _frozen_keeps,
    "all_forgets": _all_forgets,
    "frozen_steps_more": _frozen_steps_more,
    "questions_pull_less": _questions_pull_less,
}


def steps_of(lesson: Lesson, stage: int) -> int:
    """Steps that a stage came to within its budget."""
    return max((each.step for each in lesson.points if each.stage == stage), default=0)


def gradient_of(lesson: Lesson, stage: int) -> float:
    """Mean norm of the gradient by the encoder's weights."""
    found = [each.gradient for each in lesson.points if each.stage == stage]
    return mean(found) if found else 0.0


def _spread(values: list[float]) -> Spread:
    return Spread(mean(values), min(values), max(values))


def _goal_row(goal: Goal, lessons: tuple[Lesson, ...]) -> GoalRow:
    own = [each for each in lessons if each.goal is goal and each.tower is Tower.FROZEN]
    return GoalRow(
        goal,
        _probes(own, Moment.UNTRAINED),
        _probes(own, Moment.TAUGHT),
        _spread([float(steps_of(each, 1)) for each in own]),
        _spread([gradient_of(each, 1) for each in own]),
    )


def _probes(lessons: list[Lesson], moment: Moment) -> dict[str, Spread]:
    found = [examined_at(each, moment).probes for each in lessons]
    return {name: _spread([each[name] for each in found]) for name in found[0]}


def _row(goal: Goal, tower: Tower, lessons: tuple[Lesson, ...]) -> LessonRow:
    own = [each for each in lessons if each.goal is goal and each.tower is tower]
    after = [examined_at(each, Moment.ASKED) for each in own]
    retrieval = None
    if goal is Goal.CAPTIONS:
        before = [examined_at(each, Moment.TAUGHT).retrieval or 0.0 for each in own]
        retrieval = _spread(before), _spread([each.retrieval or 0.0 for each in after])
    return LessonRow(
        goal,
        tower,
        {name: _spread([each.answers[name] for each in after]) for name in after[0].answers},
        retrieval,
        max(each.changed or 0 for each in after),
        after[0].tensors or 0,
        _spread([float(steps_of(each, 2)) for each in own]),
        _spread([gradient_of(each, 2) for each in own]),
    )
