"""Reverse-mode differentiation of one part of a network as a graph of its own: gradients without torch.

The part maps `before` (1, C, H, W) to `after`. Its reverse graph takes `before` and a `seed` (N, ...), a gradient with
respect to `after`, and gives the gradient with respect to `before` (N, C, H, W): the vector-Jacobian product. Masks
(where a ReLU was open, which pixel won a maximum) come from running the part forward inside the same graph.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, ValueInfoProto, helper, numpy_helper

Shape = tuple[int, ...]
SEED, GRADIENT = "seed", "gradient"


class NoReverse(Exception):
    """The part holds an operation that has no reverse rule."""


class ReverseGraph:
    """Nodes that run a part forward and then backward; rules (reverse_rules.py) append to it."""

    def __init__(self, shapes: dict[str, Shape], constants: dict[str, NDArray[Any]], varying: set[str]) -> None:
        self.shapes, self.constants, self.varying = shapes, constants, varying
        self.nodes: list[NodeProto] = []
        self.own: dict[str, NDArray[Any]] = {}

    def add(self, op_type: str, *inputs: str, **attributes: Any) -> str:
        """Append a node; the name of its output."""
        name = f"{GRADIENT}/{len(self.nodes)}.{op_type.lower()}"
        self.nodes.append(helper.make_node(op_type, list(inputs), [name], name=name, **attributes))
        return name

    def constant(self, values: Any, dtype: type[np.generic] = np.int64) -> str:
        """Keep a small constant; its name."""
        name = f"{GRADIENT}/constant{len(self.own)}"
        self.own[name] = np.asarray(values, dtype)
        return name

    def reshape(self, name: str, shape: Shape) -> str:
        """To (N, *shape)."""
        return self.add("Reshape", name, self.constant((-1, *shape)))

    def summed_to(self, gradient: str, name: str, shape: Shape) -> str:
        """Undo broadcasting from the shape of `name` to `shape`: sum over the axes where it was 1 and became more."""
        own = self.shapes[name]
        axes = [axis + 1 for axis, (one, many) in enumerate(zip(own, shape, strict=True)) if one == 1 < many]
        return self.add("ReduceSum", gradient, self.constant(axes), keepdims=1) if axes else gradient


def reverse(
    part: list[NodeProto],
    before: str,
    after: str,
    shapes: dict[str, Shape],
    constants: dict[str, NDArray[Any]],
) -> tuple[list[NodeProto], dict[str, NDArray[Any]]]:
    """Nodes of the reverse graph and the constants it adds; raises NoReverse for an operation without a rule."""
    from models.engine.reverse_rules import RULES

    varying = {before, *(output for node in part for output in node.output)}
    graph = ReverseGraph(shapes, constants, varying)
    gradients: dict[str, str] = {after: SEED}
    for node in reversed(part):
        if node.output[0] not in gradients:
            continue
        if node.op_type not in RULES:
            raise NoReverse(node.op_type)
        for name, gradient in RULES[node.op_type](graph, node, gradients[node.output[0]]).items():
            gradients[name] = graph.add("Add", gradients[name], gradient) if name in gradients else gradient
    graph.nodes.append(helper.make_node("Identity", [gradients[before]], [GRADIENT], name=GRADIENT))
    return needed([*part, *graph.nodes], GRADIENT), graph.own


def needed(nodes: list[NodeProto], output: str) -> list[NodeProto]:
    """The nodes that an output depends on."""
    names, kept = {output}, []
    for node in reversed(nodes):
        if names.intersection(node.output):
            names.update(node.input)
            kept.append(node)
    return kept[::-1]


def value(name: str, shape: Shape, batch: str | int) -> ValueInfoProto:
    """A float value; values whose batch has the same name must have the same batch."""
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, [batch, *shape])


def tensor(name: str, values: NDArray[Any]) -> TensorProto:
    """A constant under a name."""
    return numpy_helper.from_array(np.ascontiguousarray(values), name)
