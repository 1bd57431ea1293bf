"""One layer's costs: wired three ways, split in two where it is separable, and the textbook's cases beside it."""

from __future__ import annotations

from dataclasses import dataclass

from models.arithmetic import LayerShape, find_layer, layer_shape, separable, separable_pair, sharing
from models.lab_results.costs import SeparableReport, SharingReport
from models.network import NetworkPlan, Operation, StagePlan

TEXTBOOK_SIDES = (32, 224, 1024)  # pixels: the same kernels whatever the photo's size


@dataclass(frozen=True)
class TextbookCase:
    """A layer everybody meets in a course."""

    name: str  # part of a locale key
    shape: LayerShape
    report: SharingReport


@dataclass(frozen=True)
class LayerCosts:
    """What one convolution of the network costs."""

    backbone: str
    stage: str
    stage_plan: StagePlan
    layer: Operation
    layers: tuple[Operation, ...]  # the stage's convolutions
    shape: LayerShape
    report: SharingReport
    pair: SeparableReport | None
    textbook: tuple[TextbookCase, ...]


def layer_costs(plan: NetworkPlan, stage: str, name: str | None) -> LayerCosts:
    """Of the layer of this name, or of the stage's costliest; raises InvalidArgument for one that does not exist."""
    layers = tuple(plan.convolutions(stage))
    layer = find_layer(plan, stage, name or _first_choice(layers))
    shape = layer_shape(layer)
    pair = separable_pair(plan, stage, layer.name)
    report = separable(*pair) if pair else None
    return LayerCosts(plan.backbone, stage, plan.stage(stage), layer, layers, shape, sharing(shape), report, textbook())


def _first_choice(layers: tuple[Operation, ...]) -> str:
    """A layer with a window, for in a 1 x 1 layer there is little to see; a stage without convolutions has none."""
    windowed = [layer.name for layer in layers if layer.window and layer.window.kernel != (1, 1)]
    return next(iter(windowed + [layer.name for layer in layers]), "")


def textbook() -> tuple[TextbookCase, ...]:
    """One 5 x 5 kernel on a grey photo of 224 x 224, and a 3 x 3 layer with 32 outputs on photos of any size."""
    single = LayerShape(1, 224, 224, 1, 220, 220, (5, 5))
    layers = [LayerShape(3, side, side, 32, side, side, (3, 3)) for side in TEXTBOOK_SIDES]
    named = [("kernel", single), *(("layer", shape) for shape in layers)]
    return tuple(TextbookCase(name, shape, sharing(shape)) for name, shape in named)
