"""One number's steps as plain numbers."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from app.panels.layers.block.result import BlockFindings
from models.lab_results.steps import (
    ActivationStep,
    FinalSteps,
    LongSum,
    MixingStep,
    NormStep,
    PoolingStep,
    ResidualStep,
    Step,
    WindowStep,
)


class TermDocument(BaseModel):
    """One product of a long sum."""

    channel: int
    value: float
    weight: float
    product: float


class SumDocument(BaseModel):
    """total = the products of `terms` + rest + bias."""

    terms: list[TermDocument] = Field(description="The largest products.")
    others: int = Field(description="Products that are not among them.")
    rest: float = Field(description="Their sum.")
    bias: float
    total: float


class StepDocument(BaseModel):
    """One operation at one channel and cell; which fields there are says `kind`."""

    kind: str = Field(description="`mixing`, `window`, `norm`, `activation`, `pooling` or `residual`")
    layer: str
    channel: int
    row: int
    col: int
    value: float = Field(description="What comes out.")
    sum: SumDocument | None = Field(None, description="Of a 1 x 1 convolution over channels.")
    inputs: int | None = Field(None, description="Channels that the window sums over.")
    shown: int | None = Field(None, description="The channel of `patch` and `kernel`: the one that adds most.")
    patch: list[list[float | None]] | None = Field(None, description="null: outside the map of a maximum.")
    kernel: list[list[float]] | None = None
    rest: float | None = Field(None, description="What the window's other channels add.")
    bias: float | None = None
    before: float | None = Field(None, description="What enters a norm or an activation.")
    mean: float | None = None
    variance: float | None = None
    gamma: float | None = None
    beta: float | None = None
    eps: float | None = None
    pooling: str | None = Field(None, description="`max` or `mean`")
    through: float | None = Field(None, description="Through the block.")
    past: float | None = Field(None, description="Past it.")
    source: str | None = Field(None, description="The stage that the way past starts from.")


class FinalDocument(BaseModel):
    """Mean over places, then the linear layer, for one class."""

    class_index: int
    stage: str
    channel: int = Field(description="The one that speaks most for the class.")
    cells: list[list[float]]
    mean: float
    sum: SumDocument
    logit: float
    probability: float


class BlockDocument(BaseModel):
    """One number of a stage's output, step by step from what enters the stage."""

    backbone: str
    stage: str
    channel: int
    row: int
    col: int
    value: float
    enters: str = Field(description="The stage before, or `pixels`.")
    entering: float = Field(description="The number that the first step is shown for.")
    steps: list[StepDocument]
    final: FinalDocument | None


def block_document(findings: BlockFindings) -> BlockDocument:
    """All steps in running order."""
    steps = findings.steps
    maps = findings.look.stage(steps.stage).maps
    return BlockDocument(
        backbone=findings.look.plan.backbone,
        stage=steps.stage,
        channel=findings.channel,
        row=findings.row,
        col=findings.col,
        value=float(maps[findings.channel, findings.row, findings.col]),
        enters=steps.enters,
        entering=steps.value,
        steps=[_step(step) for step in steps.steps],
        final=_final(findings.final) if findings.final else None,
    )


def _step(step: Step) -> StepDocument:
    said = {"layer": step.layer, "channel": step.channel, "row": step.row, "col": step.col, "value": step.value}
    return StepDocument(**said, **_own(step))


def _own(step: Step) -> dict[str, Any]:
    match step:
        case MixingStep():
            return {"kind": "mixing", "sum": _sum(step.sum)}
        case WindowStep():
            return {
                "kind": "window",
                "inputs": step.inputs,
                "shown": step.shown,
                "patch": step.patch.tolist(),
                "kernel": step.kernel.tolist(),
                "rest": step.rest,
                "bias": step.bias,
            }
        case NormStep():
            names = ("before", "mean", "variance", "gamma", "beta", "eps")
            return {"kind": "norm"} | {name: getattr(step, name) for name in names}
        case ActivationStep():
            return {"kind": "activation", "before": step.before}
        case PoolingStep():
            patch = [[None if cell == -float("inf") else cell for cell in row] for row in step.patch.tolist()]
            return {"kind": "pooling", "pooling": step.kind, "patch": patch}
        case ResidualStep():
            return {"kind": "residual", "through": step.through, "past": step.past, "source": step.source}
        case _:
            raise TypeError(type(step))


def _sum(total: LongSum) -> SumDocument:
    return SumDocument(
        terms=[
            TermDocument(channel=term.channel, value=term.value, weight=term.weight, product=term.product)
            for term in total.terms
        ],
        others=total.others,
        rest=total.rest,
        bias=total.bias,
        total=total.total,
    )


def _final(final: FinalSteps) -> FinalDocument:
    return FinalDocument(
        class_index=final.class_index,
        stage=final.stage,
        channel=final.channel,
        cells=final.cells.tolist(),
        mean=final.mean,
        sum=_sum(final.sum),
        logit=final.logit,
        probability=final.probability,
    )
