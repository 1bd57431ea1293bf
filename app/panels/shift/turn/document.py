"""The numbers of `turn`: what the API answers with, and the rows of its table."""

from __future__ import annotations

from pydantic import BaseModel, Field

from app.panels.shift.table import Table, rounded, whole
from app.panels.shift.turn.result import TurnResult
from models.class_names import class_name
from models.shift_results import TurnSweep

COLUMNS = ["kind", "value", "probability", "top_class", "cosine", "averaged", "averaged_top_class", "neighbours"]


class TurnSweepDocument(BaseModel):
    """One photo turned or zoomed."""

    backbone: str
    kind: str
    values: list[float] = Field(description="Degrees, or factors.")
    class_: int = Field(serialization_alias="class")
    name: str
    probability: list[float]
    top_class: list[int]
    cosine: list[float]
    averaged: list[float] = Field(description="Probability averaged over neighbouring values.")
    averaged_top_class: list[int]
    neighbours: list[int] = Field(description="Runs in each average; fewer, and on one side, near the ends.")
    reach: float = Field(description="How far neighbours go: degrees, or octaves.")


class TurnDocument(BaseModel):
    """Rotation and scale."""

    sweeps: list[TurnSweepDocument]


def turn_document(result: TurnResult, language: str) -> TurnDocument:
    """Every sweep that there is."""
    classes = len(result.probabilities)
    return TurnDocument(sweeps=[_sweep(each, classes, language) for each in result.sweeps])


def turn_table(result: TurnResult, language: str) -> Table:
    """A row per angle and per scale."""
    rows = [
        [each.kind, *row]
        for each in turn_document(result, language).sweeps
        for row in zip(
            each.values, each.probability, each.top_class, each.cosine, each.averaged, each.averaged_top_class,
            each.neighbours,
            strict=True,
        )
    ]  # fmt: skip
    return Table(COLUMNS, rows)


def _sweep(each: TurnSweep, classes: int, language: str) -> TurnSweepDocument:
    return TurnSweepDocument(
        backbone=each.backbone,
        kind=each.kind,
        values=rounded(each.values),
        class_=each.top,
        name=class_name(each.top, classes, language),
        probability=rounded(each.probabilities),
        top_class=whole(each.tops),
        cosine=rounded(each.cosines),
        averaged=rounded(each.averaged),
        averaged_top_class=whole(each.averaged_tops),
        neighbours=whole(each.neighbours),
        reach=each.reach,
    )
