"""The measured table as JSON: the answer and its description at once."""

from __future__ import annotations

from dataclasses import asdict

from pydantic import BaseModel, Field

from app.panels.fusion.baselines import BaselinesDocument, baselines_document
from models.fusion.baselines import read_baselines
from models.fusion.photo_size import places_side
from models.fusion.table import StrategyRow, read_table, read_training


class IntervalDocument(BaseModel):
    """Mean over seeds with its 95 % interval, per cent."""

    mean: float
    low: float
    high: float
    seeds: int


class MeasurementDocument(BaseModel):
    """Time and memory of one pair."""

    name: str
    places: int
    words: int
    milliseconds: float
    peak_bytes: int
    threads: int


class StrategyRowDocument(BaseModel):
    """One row of the measured table."""

    name: str
    accuracy: IntervalDocument
    above: IntervalDocument
    recalls: dict[str, IntervalDocument]
    pointing: IntervalDocument | None = Field(description="Null where the strategy never looks at a place.")
    pointing_people: IntervalDocument | None = Field(description="The same, words for people only.")
    pointing_things: IntervalDocument | None = Field(description="The same, all other words.")
    pointing_by: str | None = Field(description="`rollout` or `attention`.")
    parameters: int
    macs: int = Field(
        description="Of one pair of `side` x `side` places and 32 tokens, after block14 and MiniLM's third layer."
    )
    growth: list[MeasurementDocument]
    queries: int = Field(description="Of retrieval, each way.")
    gallery: int = Field(description="How many photos, or captions, retrieval ranks.")


class FirstTrainingDocument(BaseModel):
    """At 224 pixels, to match alone; `early`, which reads raw patches, has none."""

    steps: int
    captions: int = Field(description="True pairs, repetitions counted.")
    learning_rate: float


class CourseDocument(BaseModel):
    """The learning rate rises to its height and falls along a cosine."""

    steps: int
    learning_rate: float


class TrainingDocument(BaseModel):
    """How all strategies were trained."""

    first: FirstTrainingDocument = Field(description="One seed, with whose weights all seeds begin.")
    aligned_steps: int = Field(description="Before all others, of strategies that attend.")
    courses: list[CourseDocument] = Field(description="One after the other, at 448 pixels.")
    captions: int = Field(description="True pairs to match, repetitions counted.")
    placed: int = Field(description="True pairs whose words have places, of strategies that attend.")
    seeds: int


class FusionTableDocument(BaseModel):
    """The measured table of all strategies."""

    side: int = Field(description="Places a side, at stride 32, that photos are read into.")
    strategies: list[StrategyRowDocument]
    baselines: BaselinesDocument = Field(description="What `pointing` is without looking.")
    training: TrainingDocument


def table_document() -> FusionTableDocument:
    """The measured table."""
    return FusionTableDocument(
        side=places_side(),
        strategies=[_row(row) for row in read_table()],
        baselines=baselines_document(read_baselines()),
        training=TrainingDocument.model_validate(asdict(read_training())),
    )


def _row(row: StrategyRow) -> StrategyRowDocument:
    recalls = {name: asdict(each) for name, each in row.recalls}
    return StrategyRowDocument.model_validate(asdict(row) | {"recalls": recalls})
