"""A cell's fields as plain numbers."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from pydantic import BaseModel, Field

from app.panels.layers.field.result import FieldFindings
from models.effective_field import CORE_SHARE
from models.lab_results.fields import EffectiveField, FieldStep, ReceptiveField

_BOX = "[left, top, right, bottom], as fractions of the photo."


class FieldStepDocument(BaseModel):
    """One window on the way from a pixel to a cell."""

    stage: str
    layer: str
    kernel: int
    stride: int
    dilation: int
    jump: int = Field(description="Input pixels between neighbouring cells before this layer.")
    size_before: int
    size_after: int
    formula: str = Field(description="With the numbers in.")


class TheoryDocument(BaseModel):
    """What a cell can depend on."""

    size: int | None = Field(description="Side in input pixels, not clipped; null when everything is seen.")
    rows: list[int] = Field(description="First and last input row, clipped to the photo.")
    cols: list[int]
    box: list[float] = Field(description=_BOX)
    jump: int = Field(description="Input pixels between neighbouring cells.")
    steps: list[FieldStepDocument]


class EffectDocument(BaseModel):
    """What a cell does depend on: the energy of its gradient."""

    silent: bool = Field(description="No pixel moves the cell's value, as behind a closed ReLU: there are no shares.")
    share_inside: float | None = Field(description="Of the energy, inside the theoretical field; null where silent.")
    core: float | None = Field(
        description="Smallest share of the theoretical field that holds `core_share` of the energy; null where silent."
    )
    core_share: float
    energy: list[list[float]] | None = Field(None, description="With `energy=1`: share of every input pixel.")


class GrowthDocument(BaseModel):
    """The field of the cell at the same place of another stage."""

    size: int | None
    rows: list[int]
    cols: list[int]
    box: list[float] = Field(description=_BOX)
    jump: int
    stage: str
    core: float | None = Field(
        description="Measured at the last stage of every map size only, of cells that are not silent."
    )


class FieldDocument(BaseModel):
    """The theoretical and the effective receptive field of one cell."""

    backbone: str
    stage: str
    row: int
    col: int
    channel: int | None = Field(description="null: the length of the vector of all channels.")
    input_size: int
    theoretical: TheoryDocument
    effective: EffectDocument
    growth: list[GrowthDocument]


def field_document(findings: FieldFindings, energy: bool = False) -> FieldDocument:
    """Both fields, every window on the way, and the growth; `energy` adds the shares of every input pixel."""
    field = findings.field
    theory = field.theoretical
    measured = {mark.theoretical.stage: mark.core for mark in findings.landmarks if mark.energy.any()}
    return FieldDocument(
        backbone=findings.plan.backbone,
        stage=field.stage,
        row=field.row,
        col=field.col,
        channel=field.channel,
        input_size=findings.plan.size,
        theoretical=TheoryDocument(**_theory(theory), steps=[_step(step) for step in theory.steps]),
        effective=_effect(field, energy),
        growth=[
            GrowthDocument(**_theory(each), stage=each.stage, core=measured.get(each.stage)) for each in findings.stages
        ],
    )


def _theory(field: ReceptiveField) -> dict[str, Any]:
    rows, cols, box = (list(each) for each in (field.rows, field.cols, field.box))
    return {"size": field.size, "rows": rows, "cols": cols, "box": box, "jump": field.jump}


def _effect(field: EffectiveField, energy: bool) -> EffectDocument:
    shares = {"energy": field.energy.tolist()} if energy else {}
    silent = not field.energy.any()
    return EffectDocument(
        silent=silent,
        share_inside=None if silent else field.share_inside,
        core=None if silent else field.core,
        core_share=CORE_SHARE,
        **shares,
    )


def _step(step: FieldStep) -> FieldStepDocument:
    return FieldStepDocument(**asdict(step), formula=step.formula)
