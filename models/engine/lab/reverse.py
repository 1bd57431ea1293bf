"""Reverse-mode differentiation of one part of a network as a graph of its own: gradients without torch.

The part maps `befores` (1, C, H, W), one or several, to `after`. Its reverse graph takes them and a `seed` (N, ...), a
gradient with respect to `after`, and gives the gradient of each (N, C, H, W): the vector-Jacobian product. Masks
(where a ReLU was open, which pixel won a maximum) come from running the part forward inside the same graph.
"""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray
from onnx import NodeProto, helper

from models.engine.lab.files import SEED, gradient_of
from models.engine.lab.reverse_graph import Gradients, NoReverse, ReverseGraph, Shape
from models.engine.lab.reverse_rules import RULES


def reverse(
    part: list[NodeProto],
    befores: list[str],
    after: str,
    shapes: dict[str, Shape],
    constants: dict[str, NDArray[Any]],
) -> tuple[list[NodeProto], dict[str, NDArray[Any]]]:
    """Nodes of the reverse graph and the constants it adds; raises NoReverse for an operation without a rule."""
    varying = {*befores, *(output for node in part for output in node.output)}
    graph = ReverseGraph(shapes, constants, varying)
    gradients: Gradients = {after: SEED}
    for node in reversed(part):
        if node.output[0] not in gradients:
            continue
        if node.op_type not in RULES:
            raise NoReverse(node.op_type)
        for name, gradient in RULES[node.op_type](graph, node, gradients[node.output[0]]).items():
            gradients[name] = graph.add("Add", gradients[name], gradient) if name in gradients else gradient
    ends = [gradient_of(name) for name in befores]
    for name, end in zip(befores, ends, strict=True):
        graph.nodes.append(helper.make_node("Identity", [gradients[name]], [end], name=end))
    return needed([*part, *graph.nodes], ends), graph.own


def needed(nodes: list[NodeProto], outputs: list[str]) -> list[NodeProto]:
    """The nodes that outputs depend on."""
    names, kept = set(outputs), []
    for node in reversed(nodes):
        if names.intersection(node.output):
            names.update(node.input)
            kept.append(node)
    return kept[::-1]
