"""Reverse rules: per operation, the gradients of its inputs from the gradient of its output.

Convolutions run backward as convolutions (the gradient spread by the stride, the kernel flipped and its channels
exchanged), because onnxruntime's convolution kernels are much faster than its transposed ones, depthwise above all.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from onnx import NodeProto, TensorProto, helper

from models.engine.lab.reverse_graph import Gradients, NoReverse, ReverseGraph, attribute
from models.engine.lab.reverse_sizes import first_channels, resize

Rule = Callable[[ReverseGraph, NodeProto, str], Gradients]


def convolution(graph: ReverseGraph, node: NodeProto, gradient: str) -> Gradients:
    """The gradient of a convolution's input; dilation, groups and uneven padding included."""
    kernel = graph.constants[node.input[1]].shape
    weights = _flipped(graph, node.input[1], _exchanged(graph, node.input[1], attribute(node, "group", 1)))
    return {node.input[0]: _spread_and_convolve(graph, node, gradient, weights, (kernel[2], kernel[3]))}


def _exchanged(graph: ReverseGraph, name: str, groups: int) -> str:
    """Weights (O, I/g, k, k) with inputs and outputs exchanged within each group: (I, O/g, k, k)."""
    outputs, inputs, *side = graph.constants[name].shape
    if inputs == 1 and outputs == groups:
        return name
    grouped = graph.add("Reshape", name, graph.constant((groups, outputs // groups, inputs, *side)))
    swapped = graph.add("Transpose", grouped, perm=[0, 2, 1, 3, 4])
    return graph.add("Reshape", swapped, graph.constant((groups * inputs, outputs // groups, *side)))


def _flipped(graph: ReverseGraph, name: str, weights: str) -> str:
    if graph.constants[name].shape[2:] == (1, 1):
        return weights
    backward, end = graph.constant((-1, -1)), graph.constant((-(2**31), -(2**31)))
    return graph.add("Slice", weights, backward, end, graph.constant((2, 3)), backward)


def _spread_and_convolve(
    graph: ReverseGraph, node: NodeProto, gradient: str, weights: str, kernel: tuple[int, int]
) -> str:
    after = list(graph.shapes[node.output[0]][1:])
    before = graph.shapes[node.input[0]][1:]
    strides, dilations = attribute(node, "strides", [1, 1]), attribute(node, "dilations", [1, 1])
    pads = attribute(node, "pads", [0, 0, 0, 0])
    spread = [length * stride for length, stride in zip(after, strides, strict=True)]
    if max(strides) > 1:
        gradient = _spread(graph, gradient, after, strides)
    reach = [dilation * (side - 1) for side, dilation in zip(kernel, dilations, strict=True)]
    first = [reach[axis] - pads[axis] for axis in (0, 1)]
    last = [before[axis] - spread[axis] + pads[axis] for axis in (0, 1)]
    gradient = _cropped(graph, gradient, [min(side, 0) for side in (*first, *last)])
    return graph.add(
        "Conv", gradient, weights, kernel_shape=list(kernel), strides=[1, 1], dilations=list(dilations),
        pads=[max(side, 0) for side in (*first, *last)], group=attribute(node, "group", 1),
    )  # fmt: skip


def _spread(graph: ReverseGraph, gradient: str, after: list[int], strides: list[int]) -> str:
    """Zeros between cells: (N, C, H, W) -> (N, C, H x stride, W x stride), values at multiples of the stride.

    Repeating every cell and masking the copies takes a fifth of the time of padding.
    """
    mask = np.zeros((1, 1, after[0] * strides[0], after[1] * strides[1]))
    mask[..., :: strides[0], :: strides[1]] = 1
    scales = graph.constant((1, 1, *strides), np.float32)
    repeated = graph.add(
        "Resize",
        gradient,
        "",
        scales,
        mode="nearest",
        nearest_mode="floor",
        coordinate_transformation_mode="asymmetric",
    )
    return graph.add("Mul", repeated, graph.constant(mask, np.float32))


def _cropped(graph: ReverseGraph, gradient: str, pads: list[int]) -> str:
    """Rows and columns cut off, given as padding below zero (top, left, bottom, right)."""
    top, left, bottom, right = pads
    return (
        graph.add("Pad", gradient, graph.constant((0, 0, top, left, 0, 0, bottom, right)))
        if min(pads) < 0
        else gradient
    )


def average_pool(graph: ReverseGraph, node: NodeProto, gradient: str) -> Gradients:
    """A depthwise convolution with equal weights; padding must count, or be absent."""
    counted = attribute(node, "count_include_pad", 0) or not any(attribute(node, "pads", [0]))
    if not counted or attribute(node, "ceil_mode", 0):
        raise NoReverse("AveragePool with uneven counts")
    kernel: list[int] = attribute(node, "kernel_shape", [1, 1])
    channels = graph.shapes[node.input[0]][0]
    weights = graph.constant(np.full((channels, 1, *kernel), 1 / math.prod(kernel)), np.float32)
    grouped = helper.make_node("AveragePool", list(node.input), list(node.output))
    grouped.attribute.extend([*node.attribute, helper.make_attribute("group", channels)])
    return {node.input[0]: _spread_and_convolve(graph, grouped, gradient, weights, (kernel[0], kernel[1]))}


def max_pool(graph: ReverseGraph, node: NodeProto, gradient: str) -> Gradients:
    """Each gradient goes to the pixel that won, which the forward pass is asked for a second time."""
    before, after = math.prod(graph.shapes[node.input[0]]), math.prod(graph.shapes[node.output[0]])
    winners = f"{node.output[0]}/winners"
    copy = helper.make_node("MaxPool", list(node.input), [f"{winners}/maximum", winners], name=winners)
    copy.attribute.extend(node.attribute)
    graph.nodes.append(copy)
    flat = graph.reshape(gradient, (after,))
    batch = graph.add("Slice", graph.add("Shape", flat), graph.constant([0]), graph.constant([1]))
    zeros = graph.add(
        "Expand", graph.constant(0, np.float32), graph.add("Concat", batch, graph.constant([before]), axis=0)
    )
    where = graph.add("Expand", graph.reshape(winners, (after,)), graph.add("Shape", flat))
    summed = graph.add("ScatterElements", zeros, where, flat, axis=1, reduction="add")
    return {node.input[0]: graph.reshape(summed, graph.shapes[node.input[0]])}


def global_mean(graph: ReverseGraph, node: NodeProto, gradient: str) -> Gradients:
    """Every place gets its share; the mean must be over rows and columns."""
    channels, rows, cols = graph.shapes[node.input[0]]
    if node.op_type == "ReduceMean" and sorted(axis % 4 for axis in _axes(graph, node)) != [2, 3]:
        raise NoReverse("ReduceMean over other axes than rows and columns")
    shared = graph.add("Mul", graph.reshape(gradient, (channels, 1, 1)), graph.constant(1 / (rows * cols), np.float32))
    return {node.input[0]: graph.add("Expand", shared, graph.constant((1, 1, rows, cols)))}


def _axes(graph: ReverseGraph, node: NodeProto) -> list[int]:
    if len(node.input) > 1:
        return [int(axis) for axis in graph.constants[node.input[1]]]
    return list(attribute(node, "axes", [0]))


def maximum(graph: ReverseGraph, node: NodeProto, gradient: str) -> Gradients:
    """To the place that holds the maximum over axes; several that do share evenly, as in torch's amax."""
    x, shape = node.input[0], graph.shapes[node.input[0]]
    axes = {axis % (len(shape) + 1) for axis in _axes(graph, node)}
    kept = tuple(1 if axis + 1 in axes else side for axis, side in enumerate(shape))
    best = graph.add("Equal", x, graph.add("Reshape", node.output[0], graph.constant((-1, *kept))))
    winners = graph.add("Cast", best, to=TensorProto.FLOAT)
    shared = graph.add("Div", winners, graph.add("ReduceSum", winners, graph.constant(sorted(axes)), keepdims=1))
    return {x: graph.add("Mul", graph.reshape(gradient, kept), shared)}


def linear(graph: ReverseGraph, node: NodeProto, gradient: str) -> Gradients:
    """Gemm and MatMul with constant weights."""
    if node.input[1] in graph.varying:
        raise NoReverse("MatMul of two values")
    stored_transposed = node.op_type == "Gemm" and attribute(node, "transB", 0)
    weights = node.input[1] if stored_transposed else graph.add("Transpose", node.input[1], perm=[1, 0])
    return {node.input[0]: graph.add("MatMul", gradient, weights)}


def clip(graph: ReverseGraph, node: NodeProto, gradient: str) -> Gradients:
    """Open strictly between the bounds, as torch has it."""
    name, low, high = (*node.input, "", "")[:3]
    masks = [graph.add(compare, name, bound) for bound, compare in ((low, "Greater"), (high, "Less")) if bound]
    open_ = graph.add("And", *masks) if len(masks) == 2 else masks[0]
    return {name: _masked(graph, open_, gradient)}


def relu(graph: ReverseGraph, node: NodeProto, gradient: str) -> Gradients:
    """Open above zero."""
    mask = graph.add("Greater", node.input[0], graph.constant(0, np.float32))
    return {node.input[0]: _masked(graph, mask, gradient)}


def leaky_relu(graph: ReverseGraph, node: NodeProto, gradient: str) -> Gradients:
    """Slope 1 above zero, alpha elsewhere."""
    alpha = attribute(node, "alpha", 0.01)
    mask = graph.add("Greater", node.input[0], graph.constant(0, np.float32))
    above = graph.add("Mul", graph.add("Cast", mask, to=TensorProto.FLOAT), graph.constant(1 - alpha, np.float32))
    slope = graph.add("Add", above, graph.constant(alpha, np.float32))
    return {node.input[0]: graph.add("Mul", gradient, slope)}


def _masked(graph: ReverseGraph, mask: str, gradient: str) -> str:
    """The gradient where the mask is true; a product, because onnxruntime's Where takes five times as long."""
    return graph.add("Mul", graph.add("Cast", mask, to=TensorProto.FLOAT), gradient)


def sigmoid(graph: ReverseGraph, node: NodeProto, gradient: str) -> Gradients:
    """Slope y (1 - y)."""
    output = node.output[0]
    slope = graph.add("Mul", output, graph.add("Sub", graph.constant(1, np.float32), output))
    return {node.input[0]: graph.add("Mul", gradient, slope)}


def hard_sigmoid(graph: ReverseGraph, node: NodeProto, gradient: str) -> Gradients:
    """Alpha strictly between 0 and 1."""
    output, one, zero = node.output[0], graph.constant(1, np.float32), graph.constant(0, np.float32)
    scaled = graph.add("Mul", gradient, graph.constant(attribute(node, "alpha", 0.2), np.float32))
    inside = graph.add("And", graph.add("Greater", output, zero), graph.add("Less", output, one))
    return {node.input[0]: _masked(graph, inside, scaled)}


def hard_swish(graph: ReverseGraph, node: NodeProto, gradient: str) -> Gradients:
    """0 below -3, 1 above 3, x / 3 + 1 / 2 between."""
    x, three = node.input[0], graph.constant(3, np.float32)
    between = graph.add("Add", graph.add("Div", x, three), graph.constant(0.5, np.float32))
    above = graph.add("Where", graph.add("Less", x, three), between, graph.constant(1, np.float32))
    return {
        x: graph.add("Mul", gradient, _masked(graph, graph.add("Greater", x, graph.constant(-3, np.float32)), above))
    }


def gelu(graph: ReverseGraph, node: NodeProto, gradient: str) -> Gradients:
    """Phi(x) + x phi(x), with the normal distribution's Phi and its density phi."""
    if attribute(node, "approximate", b"none") != b"none":
        raise NoReverse("Gelu by tanh")
    x = node.input[0]

    def times(name: str, factor: float) -> str:
        return graph.add("Mul", name, graph.constant(factor, np.float32))

    shifted = graph.add("Add", graph.add("Erf", times(x, 0.5**0.5)), graph.constant(1, np.float32))
    density = times(graph.add("Exp", times(graph.add("Mul", x, x), -0.5)), (2 * math.pi) ** -0.5)
    slope = graph.add("Add", times(shifted, 0.5), graph.add("Mul", x, density))
    return {x: graph.add("Mul", gradient, slope)}


def layer_norm(graph: ReverseGraph, node: NodeProto, gradient: str) -> Gradients:
    """(G - mean(G) - n mean(G n)) / deviation, with n the normalised input and G the gradient times the scale."""
    x, scale = node.input[:2]
    if attribute(node, "axis", -1) not in (-1, len(graph.shapes[x])):
        raise NoReverse("LayerNormalization over several axes")
    last = graph.constant([-1])
    centred = graph.add("Sub", x, graph.add("ReduceMean", x, last))
    variance = graph.add("ReduceMean", graph.add("Mul", centred, centred), last)
    epsilon = graph.constant(attribute(node, "epsilon", 1e-5), np.float32)
    deviation = graph.add("Sqrt", graph.add("Add", variance, epsilon))
    normal, scaled = graph.add("Div", centred, deviation), graph.add("Mul", gradient, scale)
    along = graph.add("ReduceMean", graph.add("Mul", scaled, normal), last)
    left = graph.add(
        "Sub", graph.add("Sub", scaled, graph.add("ReduceMean", scaled, last)), graph.add("Mul", normal, along)
    )
    return {x: graph.add("Div", left, deviation)}


def add(graph: ReverseGraph, node: NodeProto, gradient: str) -> Gradients:
    """The same gradient for every branch; two equal branches get it twice."""
    return _branches(graph, node, [gradient] * len(node.input))


def subtract(graph: ReverseGraph, node: NodeProto, gradient: str) -> Gradients:
    """Minus for the second."""
    return _branches(graph, node, [gradient, graph.add("Neg", gradient)])


def multiply(graph: ReverseGraph, node: NodeProto, gradient: str) -> Gradients:
    """Each branch times the other."""
    one, two = node.input
    return _branches(graph, node, [graph.add("Mul", gradient, two), graph.add("Mul", gradient, one)])


def divide(graph: ReverseGraph, node: NodeProto, gradient: str) -> Gradients:
    """By a constant."""
    if node.input[1] in graph.varying:
        raise NoReverse("Div by a value")
    return {node.input[0]: graph.add("Div", gradient, node.input[1])}


def _branches(graph: ReverseGraph, node: NodeProto, gradients: list[str]) -> Gradients:
    shape = graph.shapes[node.output[0]]
    found: Gradients = {}
    for name, gradient in zip(node.input, gradients, strict=True):
        if name in graph.varying:
            own = graph.summed_to(gradient, name, shape)
            found[name] = graph.add("Add", found[name], own) if name in found else own
    return found


def batch_norm(graph: ReverseGraph, node: NodeProto, gradient: str) -> Gradients:
    """Scale / sqrt(variance + epsilon), per channel."""
    scale, variance = graph.constants[node.input[1]], graph.constants[node.input[4]]
    slope = scale / np.sqrt(variance + attribute(node, "epsilon", 1e-5))
    shape = (1, -1, *([1] * (len(graph.shapes[node.input[0]]) - 1)))
    return {node.input[0]: graph.add("Mul", gradient, graph.constant(slope.reshape(shape), np.float32))}


def same_numbers(graph: ReverseGraph, node: NodeProto, gradient: str) -> Gradients:
    """Operations that only lay the same numbers out anew."""
    return {node.input[0]: graph.reshape(gradient, graph.shapes[node.input[0]])}


def transpose(graph: ReverseGraph, node: NodeProto, gradient: str) -> Gradients:
    """The axes put back."""
    order = list(attribute(node, "perm", [0]))
    return {node.input[0]: graph.add("Transpose", gradient, perm=[order.index(axis) for axis in range(len(order))])}


def concat(graph: ReverseGraph, node: NodeProto, gradient: str) -> Gradients:
    """Each branch its own channels."""
    axis, start = attribute(node, "axis", 1), 0
    if axis != 1:
        raise NoReverse("Concat along another axis than channels")
    found: Gradients = {}
    for name in node.input:
        end = start + graph.shapes[name][0]
        own = graph.add("Slice", gradient, graph.constant([start]), graph.constant([end]), graph.constant([1]))
        found[name] = graph.add("Add", found[name], own) if name in found else own
        start = end
    return found


RULES: dict[str, Rule] = {
    "Conv": convolution,
    "AveragePool": average_pool,
    "MaxPool": max_pool,
    "ReduceMean": global_mean,
    "GlobalAveragePool": global_mean,
    "ReduceMax": maximum,
    "Resize": resize,
    "Slice": first_channels,
    "Gemm": linear,
    "MatMul": linear,
    "Clip": clip,
    "Relu": relu,
    "LeakyRelu": leaky_relu,
    "Sigmoid": sigmoid,
    "HardSigmoid": hard_sigmoid,
    "HardSwish": hard_swish,
    "Gelu": gelu,
    "LayerNormalization": layer_norm,
    "Add": add,
    "Sub": subtract,
    "Mul": multiply,
    "Div": divide,
    "BatchNormalization": batch_norm,
    "Transpose": transpose,
    "Concat": concat,
    **dict.fromkeys(("Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Dropout"), same_numbers),
}
