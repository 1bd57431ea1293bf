"""The graph that reverse rules write into: nodes that run a part of a network forward and then backward."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, ValueInfoProto, helper, numpy_helper

from models.engine.lab.files import GRADIENT

Shape = tuple[int, ...]
Gradients = dict[str, str]  # of an input -> the value that holds it


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


def value(name: str, shape: Shape, batch: str | int) -> ValueInfoProto:
    """A float value; values whose batch has the same name must have the same batch."""
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, [batch, *shape])


def tensor(name: str, values: NDArray[Any]) -> TensorProto:
    """A constant under a name."""
    return numpy_helper.from_array(np.ascontiguousarray(values), name)


def attribute(node: NodeProto, name: str, default: Any) -> Any:
    """The value of a node's attribute."""
    return next((helper.get_attribute_value(each) for each in node.attribute if each.name == name), default)
