"""A layer's costs for programs."""

from __future__ import annotations

from typing import Any

from app.panels.layers.cost_result import LayerCosts
from models.arithmetic import LayerShape
from models.lab_results.costs import LayerCost, SeparableReport, SharingReport


def cost_json(costs: LayerCosts) -> dict[str, Any]:
    """The layer wired three ways, its two halves where it is separable, and the textbook's cases."""
    return {
        "backbone": costs.backbone,
        "stage": costs.stage,
        "layer": costs.layer.name,
        "layers": [layer.name for layer in costs.layers],
        "shape": _shape(costs.shape),
        **_report(costs.report),
        "separable": _separable(costs.pair) if costs.pair else None,
        "textbook": [
            {"name": case.name, "shape": _shape(case.shape), **_report(case.report)} for case in costs.textbook
        ],
    }


def _shape(shape: LayerShape) -> dict[str, Any]:
    return {
        "input": [shape.channels, shape.rows, shape.cols],
        "output": [shape.outputs, shape.out_rows, shape.out_cols],
        "kernel": list(shape.kernel),
        "groups": shape.groups,
    }


def _report(report: SharingReport) -> dict[str, Any]:
    return {
        "convolution": _cost(report.convolution),
        "locally_connected": _cost(report.locally_connected),
        "fully_connected": _cost(report.fully_connected),
        "dense_unit": report.dense_unit,
    }


def _separable(pair: SeparableReport) -> dict[str, Any]:
    parts = {name: _cost(getattr(pair, name)) for name in ("depthwise", "pointwise", "full")}
    return parts | {"ratio": pair.ratio, "ratio_formula": pair.ratio_formula}


def _cost(cost: LayerCost) -> dict[str, Any]:
    return {
        "weights": cost.weights,
        "biases": cost.biases,
        "parameters": cost.parameters,
        "macs": cost.macs,
        "bytes": cost.bytes,
        "weights_formula": cost.weights_formula,
        "macs_formula": cost.macs_formula,
    }
