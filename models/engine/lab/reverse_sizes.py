"""The reverse of what takes channels or changes a map's size."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from onnx import NodeProto

from models.engine.lab.reverse_graph import Gradients, NoReverse, ReverseGraph, attribute


def first_channels(graph: ReverseGraph, node: NodeProto, gradient: str) -> Gradients:
    """Channels that are cut out get theirs, the others zeros."""
    starts, ends, axes, *steps = (graph.constants[name].tolist() for name in node.input[1:])
    if axes != [1] or starts[0] < 0 or any(step != [1] for step in steps):
        raise NoReverse("Slice of anything but channels in a row")
    channels = graph.shapes[node.input[0]][0]
    after = channels - min(ends[0] if ends[0] >= 0 else channels + ends[0], channels)
    return {node.input[0]: graph.add("Pad", gradient, graph.constant((0, starts[0], 0, 0, 0, after, 0, 0)))}


def resize(graph: ReverseGraph, node: NodeProto, gradient: str) -> Gradients:
    """Bilinear enlarging is a matrix per axis; its transpose runs backward."""
    mode = attribute(node, "coordinate_transformation_mode", b"half_pixel")
    if attribute(node, "mode", b"nearest") != b"linear" or mode not in (b"half_pixel", b"pytorch_half_pixel"):
        raise NoReverse("Resize that is not bilinear with half pixels")
    (_, *before), (_, *after) = graph.shapes[node.input[0]], graph.shapes[node.output[0]]
    if any(many < few for few, many in zip(before, after, strict=True)):
        raise NoReverse("Resize to fewer places")
    down, across = (_enlarging(few, many) for few, many in zip(before, after, strict=True))
    rows = graph.add("MatMul", graph.constant(down.T, np.float32), gradient)
    return {node.input[0]: graph.add("MatMul", rows, graph.constant(across, np.float32))}


def _enlarging(before: int, after: int) -> NDArray[np.float64]:
    """Linear interpolation of `before` cells at the centres of `after` cells: (after, before)."""
    places = np.clip((np.arange(after) + 0.5) * before / after - 0.5, 0, before - 1)
    return np.maximum(0, 1 - np.abs(places[:, None] - np.arange(before)[None]))
