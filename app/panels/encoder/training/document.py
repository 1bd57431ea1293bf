"""Lessons as JSON: the one that runs or ran last for a sample, and what was measured over seeds."""

from __future__ import annotations

from pydantic import BaseModel, Field

from app.panels.encoder.training.result import TrainingResult
from models.encoder.lesson_results import Goal, Lesson, Moment, Tower
from models.encoder.lesson_table import LessonTable, Spread


class PointDocument(BaseModel):
    """Means over the steps since the point before."""

    stage: int = Field(description="1: labels or captions, 2: questions.")
    step: int
    seconds: float = Field(description="Of one core, since the stage began.")
    loss: float
    gradient: float = Field(description="Norm of the loss's gradient by the encoder's weights.")
    score: float = Field(description="Share of right answers in training batches.")


class ExaminedDocument(BaseModel):
    """The encoder at one moment, on scenes that no training saw; shares of right answers."""

    moment: Moment
    probes: dict[str, float] = Field(description="`shape`, `colour`, `place` by a linear probe on the pooled vector.")
    answers: dict[str, float] = Field(description="The same asked as questions; empty before they were taught.")
    retrieval: float | None = Field(description="A caption's own scene is first of 100.")
    changed: int | None = Field(description="Tensors of the encoder that stage 2 changed.")
    tensors: int | None


class LessonDocument(BaseModel):
    """One lesson as far as it is."""

    goal: Goal
    tower: Tower
    seed: int
    share: float = Field(description="How much of it is behind.")
    running: bool
    points: list[PointDocument]
    examined: list[ExaminedDocument]


class SpreadDocument(BaseModel):
    """Over seeds."""

    mean: float
    low: float
    high: float


class GoalDocument(BaseModel):
    """One goal after stage 1."""

    goal: Goal
    untrained: dict[str, SpreadDocument]
    taught: dict[str, SpreadDocument]
    steps: SpreadDocument
    gradient: SpreadDocument


class LessonRowDocument(BaseModel):
    """One goal and one way to go on, after stage 2."""

    goal: Goal
    tower: Tower
    answers: dict[str, SpreadDocument]
    retrieval: list[SpreadDocument] | None = Field(description="Before and after the questions.")
    changed: int
    tensors: int
    steps: SpreadDocument
    gradient: SpreadDocument


class LessonTableDocument(BaseModel):
    """What `python -m models.encoder.lesson_seeds` measured."""

    seeds: int
    goals: list[GoalDocument]
    rows: list[LessonRowDocument]
    claims: list[str] = Field(description="Sentences that every seed bears out.")
    refused: list[str] = Field(description="Sentences that not every seed bears out; the page does not make them.")


class TrainingDocument(BaseModel):
    """Both."""

    installed: bool = Field(description="Whether this server has torch, which training needs.")
    lesson: LessonDocument | None
    measured: LessonTableDocument | None


def training_document(result: TrainingResult) -> TrainingDocument:
    """As found."""
    return TrainingDocument(
        installed=result.installed,
        lesson=_lesson(result.lesson, result.running) if result.lesson else None,
        measured=_table(result.table) if result.table else None,
    )


def _lesson(lesson: Lesson, running: bool) -> LessonDocument:
    return LessonDocument(
        goal=lesson.goal,
        tower=lesson.tower,
        seed=lesson.seed,
        share=round(lesson.share, 4),
        running=running,
        points=[PointDocument(**vars(point)) for point in lesson.points],
        examined=[ExaminedDocument(**vars(each)) for each in lesson.examined],
    )


def _table(table: LessonTable) -> LessonTableDocument:
    return LessonTableDocument(
        seeds=table.seeds,
        goals=[
            GoalDocument(
                goal=row.goal,
                untrained=_spreads(row.untrained),
                taught=_spreads(row.taught),
                steps=_spread(row.steps),
                gradient=_spread(row.gradient),
            )
            for row in table.goals
        ],
        rows=[
            LessonRowDocument(
                goal=row.goal,
                tower=row.tower,
                answers=_spreads(row.answers),
                retrieval=[_spread(each) for each in row.retrieval] if row.retrieval else None,
                changed=row.changed,
                tensors=row.tensors,
                steps=_spread(row.steps),
                gradient=_spread(row.gradient),
            )
            for row in table.rows
        ],
        claims=list(table.claims),
        refused=list(table.refused),
    )


def _spread(spread: Spread) -> SpreadDocument:
    return SpreadDocument(mean=round(spread.mean, 4), low=round(spread.low, 4), high=round(spread.high, 4))


def _spreads(spreads: dict[str, Spread]) -> dict[str, SpreadDocument]:
    return {name: _spread(each) for name, each in spreads.items()}
