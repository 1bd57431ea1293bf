"""The measured table as JSON: the answer and its description at once."""

from __future__ import annotations

from dataclasses import asdict

from pydantic import BaseModel, Field

from models.fusion.table import StrategyRow, read_table


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
    macs: int = Field(description="Of one pair of 7 x 7 places and 32 tokens, after block14 and MiniLM's third layer.")
    growth: list[MeasurementDocument]
    queries: int = Field(description="Of retrieval, each way.")


class FusionTableDocument(BaseModel):
    """The measured table of all strategies."""

    strategies: list[StrategyRowDocument]


def table_document() -> FusionTableDocument:
    """The measured table."""
    return FusionTableDocument(strategies=[_row(row) for row in read_table()])


def _row(row: StrategyRow) -> StrategyRowDocument:
    recalls = {name: asdict(each) for name, each in row.recalls}
    return StrategyRowDocument.model_validate(asdict(row) | {"recalls": recalls})
