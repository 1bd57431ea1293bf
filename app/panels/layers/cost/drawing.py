"""From a layer's costs to the page of the sub-view `cost`."""

from __future__ import annotations

from app.language.i18n import Translator
from app.panels.layers.cost.amounts import amount, memory, multiple
from app.panels.layers.cost.page import (
    CostPage,
    LayerLink,
    PartView,
    SeparableView,
    SizeView,
    StageView,
    TextbookView,
    WayView,
)
from app.panels.layers.cost.result import LayerCosts
from app.panels.layers.scene import LayersScene
from app.render.chart import Bar, log_bars
from app.render.squares import Square, squares
from app.render.wiring import wiring
from models.arithmetic import LayerShape, sharing
from models.lab_results.costs import LayerCost, SeparableReport, SharingReport
from models.network import Operation

DENSE_UNIT = LayerShape(1, 224, 224, 1, 1, 1, (224, 224))  # sees a whole grey photo; bias counted, as everywhere here
WAYS = ("convolution", "locally_connected", "fully_connected")


def draw_cost(costs: LayerCosts, scene: LayersScene) -> CostPage:
    """Every picture and formula of one layer."""
    t, shape = scene.t, costs.shape
    return CostPage(
        layers=tuple(_link(layer, costs.layer.name, scene) for layer in costs.layers),
        input_size=f"{shape.channels} × {shape.rows} × {shape.cols}",
        output_size=f"{shape.outputs} × {shape.out_rows} × {shape.out_cols}",
        kernel=_kernel(costs.layer),
        ways=tuple(_way(kind, costs, t) for kind in WAYS),
        squares=_squares(costs.report, t),
        macs=_macs(costs.report, t),
        separable=_separable(costs.pair, t) if costs.pair else None,
        textbook=_textbook(costs),
        stage=_stage(costs),
        api=scene.api("/cost", stage=costs.stage, layer=costs.layer.name),
    )


def _stage(costs: LayerCosts) -> StageView:
    layers = sum(layer.weights + layer.biases for layer in costs.layers)
    rest = costs.stage_plan.parameters - layers
    whole = costs.stage_plan.parameters
    return StageView(costs.stage, amount(whole), amount(layers), amount(rest), rest > 0)


def _link(layer: Operation, chosen: str, scene: LayersScene) -> LayerLink:
    href = scene.href(layer=layer.name)
    return LayerLink(layer.name, _title(layer.name, scene.t), _kernel(layer), href, layer.name == chosen)


def _title(name: str, t: Translator) -> str:
    key = f"cost.layer.{name}"
    return t(key) if t.has(key) else name


def _kernel(layer: Operation) -> str:
    return " × ".join(str(side) for side in layer.window.kernel) if layer.window else ""


def _way(kind: str, costs: LayerCosts, t: Translator) -> WayView:
    cost = _cost_of(costs.report, kind)
    return WayView(
        kind=kind,
        parameters=amount(cost.parameters),
        macs=amount(cost.macs),
        memory=memory(cost.bytes),
        times=multiple(cost.parameters / costs.report.convolution.parameters),
        weights_formula=cost.weights_formula,
        macs_formula=cost.macs_formula,
        wiring=wiring(kind, costs.shape.kernel[1], t(f"cost.wiring.{kind}")),
    )


def _cost_of(report: SharingReport, kind: str) -> LayerCost:
    cost: LayerCost = getattr(report, kind)
    return cost


def _squares(report: SharingReport, t: Translator) -> str:
    areas = [_square(kind, _cost_of(report, kind), t) for kind in reversed(WAYS)]
    return squares(areas, t("cost.squares_label"), t)


def _square(kind: str, cost: LayerCost, t: Translator) -> Square:
    return Square(kind, t(f"cost.way.{kind}"), cost.parameters, amount(cost.parameters))


def _macs(report: SharingReport, t: Translator) -> str:
    bars = [_bar(kind, t(f"cost.way.{kind}"), _cost_of(report, kind).macs) for kind in WAYS]
    return log_bars(bars, report.fully_connected.macs, t("cost.macs_label"), t)


def _bar(kind: str, label: str, value: int) -> Bar:
    return Bar(kind, label, value, amount(value))


def _separable(pair: SeparableReport, t: Translator) -> SeparableView:
    both = pair.depthwise.parameters + pair.pointwise.parameters
    counts = {
        "depthwise": pair.depthwise.parameters,
        "pointwise": pair.pointwise.parameters,
        "both": both,
        "full": pair.full.parameters,
    }
    formulas = {kind: getattr(pair, kind).weights_formula for kind in ("depthwise", "pointwise", "full")}
    return SeparableView(
        bars=log_bars(
            [_bar(kind, t(f"cost.part.{kind}"), count) for kind, count in counts.items()],
            pair.full.parameters,
            t("cost.separable_label"),
            t,
        ),
        parts=tuple(PartView(kind, formula) for kind, formula in formulas.items()),
        saving=multiple(pair.full.parameters / both),
        ratio_formula=pair.ratio_formula,
    )


def _textbook(costs: LayerCosts) -> TextbookView:
    single = next(case for case in costs.textbook if case.name == "kernel")
    layers = [case for case in costs.textbook if case.name == "layer"]
    return TextbookView(
        kernel_formula=single.report.convolution.weights_formula,
        dense_formula=sharing(DENSE_UNIT).convolution.weights_formula,
        layer_formula=layers[0].report.convolution.weights_formula,
        sizes=tuple(
            SizeView(
                case.shape.rows,
                amount(case.report.convolution.parameters),
                amount(case.report.fully_connected.parameters),
            )
            for case in layers
        ),
    )
