"""Local connectivity and weight sharing in numbers: one layer wired three ways.

For an input of C x H x W, an output of K x H' x W' and a k x k window over C/g channels (g groups):

    convolution         k k C/g K weights        and as many multiply-accumulates at each of the H' W' places
    locally connected   H' W' times the weights, the same multiply-accumulates
    fully connected     (C H W) (K H' W') weights, each used once
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from models.errors import InvalidArgument
from models.lab_results.costs import LayerCost, SeparableReport, SharingReport
from models.network import NetworkPlan, Operation


@dataclass(frozen=True)
class LayerShape:
    """The sizes that decide what a layer costs; `bias` asks for one bias per output."""

    channels: int
    rows: int
    cols: int
    outputs: int
    out_rows: int
    out_cols: int
    kernel: tuple[int, int]
    groups: int = 1
    bias: bool = True

    def __post_init__(self) -> None:
        sizes = (self.channels, self.rows, self.cols, self.outputs, self.out_rows, self.out_cols, *self.kernel)
        divides = self.groups > 0 and self.channels % self.groups == 0 and self.outputs % self.groups == 0
        if min(sizes) < 1 or not divides:
            raise InvalidArgument(
                "A layer's sizes must be at least 1, and its groups must divide its channels.",
                code="bad_layer",
                argument="layer",
                hint="Give positive sizes and a number of groups that divides both channel counts.",
            )

    @property
    def window(self) -> int:
        """Inputs that one output sees."""
        return self.kernel[0] * self.kernel[1] * self.channels // self.groups

    @property
    def window_formula(self) -> str:
        """As a product: k × k × C, or k × k × C / g for grouped layers."""
        grouped = f" / {number(self.groups)}" if self.groups > 1 else ""
        return f"{self.kernel[0]} × {self.kernel[1]} × {number(self.channels)}{grouped}"


def number(value: int) -> str:
    """With thousands separated: 50,176."""
    return f"{value:,}"


def layer_shape(operation: Operation) -> LayerShape:
    """Sizes of a convolution of the network; raises InvalidArgument for another operation."""
    if operation.window is None or len(operation.input_shape) != 3 or operation.weights == 0:
        raise InvalidArgument(
            f"{operation.name} is not a convolution.",
            code="no_such_layer",
            argument="layer",
            hint="Choose one of the stage's convolutions.",
        )
    (channels, rows, cols), (outputs, out_rows, out_cols) = operation.input_shape, operation.output_shape
    kernel, groups, bias = operation.window.kernel, operation.groups, operation.biases > 0
    return LayerShape(channels, rows, cols, outputs, out_rows, out_cols, kernel, groups, bias)


def find_layer(plan: NetworkPlan, stage: str, layer: str) -> Operation:
    """The convolution of a stage by its name; raises InvalidArgument when there is none."""
    plan.stage_index(stage)
    known = {operation.name: operation for operation in plan.convolutions(stage)}
    if layer in known:
        return known[layer]
    raise InvalidArgument(
        f"{stage} has no convolution called {layer!r}.",
        code="no_such_layer",
        argument="layer",
        hint=f"Choose one of: {', '.join(known)}.",
        known=", ".join(known),
    )


def sharing(shape: LayerShape) -> SharingReport:
    """The same layer as a convolution, without sharing, and without locality."""
    return SharingReport(
        convolution(shape), locally_connected(shape), fully_connected(shape), shape.channels * shape.rows * shape.cols
    )


def convolution(shape: LayerShape) -> LayerCost:
    """One kernel per output channel, used at every place."""
    places, weights = shape.out_rows * shape.out_cols, shape.window * shape.outputs
    biases = shape.outputs if shape.bias else 0
    product = f"{shape.window_formula} × {number(shape.outputs)}"
    return LayerCost(
        weights,
        biases,
        weights * places,
        _sum(product, weights, biases),
        f"{product} × {shape.out_rows} × {shape.out_cols} = {number(weights * places)}",
    )


def locally_connected(shape: LayerShape) -> LayerCost:
    """The same windows, but own weights (and biases) at every place."""
    places = shape.out_rows * shape.out_cols
    weights = shape.window * shape.outputs * places
    biases = shape.outputs * places if shape.bias else 0
    product = f"{shape.window_formula} × {number(shape.outputs)} × {shape.out_rows} × {shape.out_cols}"
    return LayerCost(weights, biases, weights, _sum(product, weights, biases), f"{product} = {number(weights)}")


def fully_connected(shape: LayerShape) -> LayerCost:
    """Every output of every place sees every input of every place."""
    inputs = shape.channels * shape.rows * shape.cols
    outputs = shape.outputs * shape.out_rows * shape.out_cols
    weights, biases = inputs * outputs, outputs if shape.bias else 0
    product = (
        f"({number(shape.channels)} × {shape.rows} × {shape.cols})"
        f" × ({number(shape.outputs)} × {shape.out_rows} × {shape.out_cols})"
    )
    return LayerCost(weights, biases, weights, _sum(product, weights, biases), f"{product} = {number(weights)}")


def _sum(product: str, weights: int, biases: int) -> str:
    """``3 × 3 × 16 × 32 + 32 = 4,640``; without the biases where there are none."""
    plus = f" + {number(biases)}" if biases else ""
    return f"{product}{plus} = {number(weights + biases)}"


def separable(depthwise: LayerShape, pointwise: LayerShape) -> SeparableReport:
    """A depthwise layer and the 1 x 1 layer after it, beside the full convolution that they stand for.

    Without biases, their parameters are 1/K + 1/(k k) of the full convolution's (Howard et al. 2017, arXiv:1704.04861).
    """
    if pointwise.kernel != (1, 1) or depthwise.groups != depthwise.channels:
        raise InvalidArgument(
            "A separable pair is a depthwise convolution and a 1 x 1 convolution after it.",
            code="not_separable",
            argument="layer",
            hint="Choose a depthwise layer.",
        )
    full = convolution(
        LayerShape(
            depthwise.channels,
            depthwise.rows,
            depthwise.cols,
            pointwise.outputs,
            pointwise.out_rows,
            pointwise.out_cols,
            depthwise.kernel,
            1,
            pointwise.bias,
        )
    )
    one, two = convolution(depthwise), convolution(pointwise)
    ratio = (one.parameters + two.parameters) / full.parameters
    formula = f"({number(one.parameters)} + {number(two.parameters)}) / {number(full.parameters)} = {ratio:.3f}"
    return SeparableReport(one, two, full, ratio, formula)


def separable_pair(plan: NetworkPlan, stage: str, layer: str) -> tuple[LayerShape, LayerShape] | None:
    """The depthwise layer and the 1 x 1 layer that follows it, when `layer` is one of the two; None otherwise."""
    chosen = find_layer(plan, stage, layer)
    ordered = list(plan.convolutions(stage))
    for first, second in pairwise(ordered):
        pointwise = second.window is not None and second.window.kernel == (1, 1) and second.groups == 1
        if first.depthwise and pointwise and chosen in (first, second):
            return layer_shape(first), layer_shape(second)
    return None
