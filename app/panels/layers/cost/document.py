"""A layer's costs as plain numbers."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from app.panels.layers.cost.result import LayerCosts, TextbookCase
from models.arithmetic import LayerShape
from models.lab_results.costs import LayerCost, SeparableReport, SharingReport


class LayerShapeDocument(BaseModel):
    """The sizes that decide what a layer costs."""

    input: list[int] = Field(description="[channels, rows, columns]")
    output: list[int]
    kernel: list[int]
    groups: int


class LayerCostDocument(BaseModel):
    """One way to wire a layer."""

    weights: int
    biases: int
    parameters: int
    macs: int = Field(description="Multiply-accumulates for one photo.")
    bytes: int = Field(description="Of the parameters as 32-bit numbers.")
    weights_formula: str
    macs_formula: str


class CaseNameDocument(BaseModel):
    """What a case is called."""

    name: str


class LayerNameDocument(BaseModel):
    """Which convolution of the network it is."""

    backbone: str
    stage: str
    layer: str
    layers: list[str] = Field(description="The stage's convolutions.")


class SharingDocument(BaseModel):
    """A layer wired three ways."""

    shape: LayerShapeDocument
    convolution: LayerCostDocument
    locally_connected: LayerCostDocument
    fully_connected: LayerCostDocument
    dense_unit: int = Field(description="Weights of a single fully connected output.")


class TextbookDocument(SharingDocument, CaseNameDocument):
    """A case of every course, out of the same function."""


class SeparableDocument(BaseModel):
    """A depthwise-separable pair beside the full convolution that it stands for."""

    depthwise: LayerCostDocument
    pointwise: LayerCostDocument
    full: LayerCostDocument
    ratio: float
    ratio_formula: str


class CostDocument(SharingDocument, LayerNameDocument):
    """What one convolution of the network costs."""

    separable: SeparableDocument | None
    textbook: list[TextbookDocument]


def cost_document(costs: LayerCosts) -> CostDocument:
    """The layer wired three ways, its two halves where it is separable, and the textbook's cases."""
    return CostDocument(
        backbone=costs.backbone,
        stage=costs.stage,
        layer=costs.layer.name,
        layers=[layer.name for layer in costs.layers],
        **_sharing(costs.shape, costs.report),
        separable=_separable(costs.pair) if costs.pair else None,
        textbook=[_textbook(case) for case in costs.textbook],
    )


def _sharing(shape: LayerShape, report: SharingReport) -> dict[str, Any]:
    return {
        "shape": _shape(shape),
        "convolution": _cost(report.convolution),
        "locally_connected": _cost(report.locally_connected),
        "fully_connected": _cost(report.fully_connected),
        "dense_unit": report.dense_unit,
    }


def _shape(shape: LayerShape) -> LayerShapeDocument:
    return LayerShapeDocument(
        input=[shape.channels, shape.rows, shape.cols],
        output=[shape.outputs, shape.out_rows, shape.out_cols],
        kernel=list(shape.kernel),
        groups=shape.groups,
    )


def _textbook(case: TextbookCase) -> TextbookDocument:
    return TextbookDocument(name=case.name, **_sharing(case.shape, case.report))


def _separable(pair: SeparableReport) -> SeparableDocument:
    return SeparableDocument(
        depthwise=_cost(pair.depthwise),
        pointwise=_cost(pair.pointwise),
        full=_cost(pair.full),
        ratio=pair.ratio,
        ratio_formula=pair.ratio_formula,
    )


def _cost(cost: LayerCost) -> LayerCostDocument:
    return LayerCostDocument(
        weights=cost.weights,
        biases=cost.biases,
        parameters=cost.parameters,
        macs=cost.macs,
        bytes=cost.bytes,
        weights_formula=cost.weights_formula,
        macs_formula=cost.macs_formula,
    )
