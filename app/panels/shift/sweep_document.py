"""A sweep over the shift as numbers: what every stage, the class and the feature vector did."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, Field

from app.panels.shift.table import DIGITS, Table, rounded, whole
from models.class_names import class_name
from models.shift_results import ShiftSweep, StageErrors


class HalfCellDocument(BaseModel):
    """The error at half a cell, the mean of both sides, by two ways of moving the map."""

    linear: float = Field(description="By the mean of two neighbouring cells, as in `error`.")
    fourier: float = Field(description="By turning the phase of every frequency, which does not blur.")


class StageErrorsDocument(BaseModel):
    """The equivariance error of one stage at every shift."""

    stage: str
    reduction: int = Field(description="Input pixels per cell.")
    error: list[float] = Field(description="|| f(T x) - T f(x) || / || T f(x) ||, over the cells that both see.")
    half_cell: HalfCellDocument | None = Field(None, description="Where the photo wraps around, for strides of 2 on.")


class SweepDocument(BaseModel):
    """One photo moved along one axis."""

    backbone: str
    variant: str
    mode: str
    axis: str
    shifts: list[int] = Field(description="Input pixels, rising.")
    class_: int = Field(serialization_alias="class", description="The unmoved photo's most probable class.")
    name: str
    probability: list[float] = Field(description="Of that class.")
    top_class: list[int]
    cosine: list[float] = Field(description="Of the pooled features with the unmoved photo's.")
    stages: list[StageErrorsDocument]


def sweep_document(sweep: ShiftSweep, classes: int, language: str) -> SweepDocument:
    """`classes` says from which list the class gets its name."""
    return SweepDocument(
        backbone=sweep.backbone,
        variant=sweep.variant.value,
        mode=sweep.mode.value,
        axis=sweep.axis.value,
        shifts=whole(sweep.shifts),
        class_=sweep.top,
        name=class_name(sweep.top, classes, language),
        probability=rounded(sweep.probabilities),
        top_class=whole(sweep.tops),
        cosine=rounded(sweep.cosines),
        stages=[_stage(each) for each in sweep.stages],
    )


def _stage(each: StageErrors) -> StageErrorsDocument:
    found = StageErrorsDocument(stage=each.stage, reduction=each.reduction, error=rounded(each.errors))
    if each.half:
        linear, fourier = round(each.half.linear, DIGITS), round(each.half.fourier, DIGITS)
        found.half_cell = HalfCellDocument(linear=linear, fourier=fourier)
    return found


def sweep_table(sweeps: Sequence[SweepDocument]) -> Table:
    """A row per network and shift; all of them have the same stages."""
    errors = [f"error_{each.stage}" for each in sweeps[0].stages]
    rows = [[sweep.backbone, *row] for sweep in sweeps for row in _columns(sweep)]
    return Table(["backbone", "shift", "probability", "top_class", "cosine", *errors], rows)


def _columns(sweep: SweepDocument) -> zip[tuple[float, ...]]:
    errors = [each.error for each in sweep.stages]
    return zip(sweep.shifts, sweep.probability, sweep.top_class, sweep.cosine, *errors, strict=True)
