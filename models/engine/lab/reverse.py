"""Reverse-mode differentiation of one part of a network as a graph of its own: gradients without torch.

The part maps `before` (1, C, H, W) to `after`. Its reverse graph takes `before` and a `seed` (N, ...), a gradient with
respect to `after`, and gives the gradient with respect to `before` (N, C, H, W): the vector-Jacobian product. Masks
(where a ReLU was open, which pixel won a maximum) come from running the part forward inside the same graph.
"""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray
from onnx import NodeProto, helper

from models.engine.lab.reverse_graph import GRADIENT, SEED, NoReverse, ReverseGraph, Shape
from models.engine.lab.reverse_rules import RULES


def reverse(
    part: list[NodeProto],
    before: str,
    after: str,
    shapes: dict[str, Shape],
    constants: dict[str, NDArray[Any]],
) -> tuple[list[NodeProto], dict[str, NDArray[Any]]]:
    """Nodes of the reverse graph and the constants it adds; raises NoReverse for an operation without a rule."""
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
