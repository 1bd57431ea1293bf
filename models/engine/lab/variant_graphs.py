"""The same weights in other graphs: convolutions that wrap around the edges, and strides that are blurred first.

Made from a backbone's exported graph by changing its nodes. Blurred
strides are those of Zhang 2019 (arXiv:1904.11486): the strided operation runs densely, its activation follows, and a
binomial filter (1, 2, 1) / 4 with stride 2 makes the map smaller, sampling the same places as before. Imports no torch.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from onnx import NodeProto, helper, numpy_helper

from models.engine.lab.reverse_graph import attribute
from models.engine.lab.variants import BLURRED, CIRCULAR, variant_size
from models.errors import InvalidArgument
from models.network import PIXELS, NetworkPlan
from models.shift_results import Variant

WINDOWED = frozenset(("Conv", "MaxPool", "AveragePool"))
UNARY = frozenset(("Clip", "Relu", "LeakyRelu", "HardSwish", "HardSigmoid", "Sigmoid", "Elu", "Tanh"))


def change(model: onnx.ModelProto, plan: NetworkPlan, variant: Variant) -> None:
    """Change a staged graph in place."""
    graph = _Graph(model, plan)
    if variant in BLURRED:
        graph.blur_strides(wrap=variant in CIRCULAR)
    if variant in CIRCULAR:
        graph.wrap(variant_size(plan, variant))
    graph.write()


class _Graph:
    """The nodes of a graph, and what is known of their windows and maps."""

    def __init__(self, model: onnx.ModelProto, plan: NetworkPlan) -> None:
        self.model, self.plan = model, plan
        self.nodes = list(model.graph.node)
        self.operations = {operation.output: operation for operation in plan.operations}
        self.added: list[onnx.TensorProto] = []
        self.constants: set[str] = set()
        self.stride_one: set[str] = set()  # outputs of operations that run densely now

    def constant(self, name: str, values: np.ndarray) -> str:
        """A constant of the graph, once."""
        if name not in self.constants:
            self.constants.add(name)
            self.added.append(numpy_helper.from_array(values, name))
        return name

    def pads(self, node: NodeProto) -> list[int]:
        """Top, left, bottom, right."""
        return list(attribute(node, "pads", [0, 0, 0, 0]))

    def window(self, node: NodeProto) -> tuple[list[int], list[int]]:
        """Reach of the kernel (dilation included) and stride, per axis."""
        kernel = attribute(node, "kernel_shape", None)
        if kernel is None:
            kernel = self._kernel(node.input[1])
        dilation, stride = attribute(node, "dilations", [1, 1]), attribute(node, "strides", [1, 1])
        return [d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True)], list(stride)

    def _kernel(self, name: str) -> list[int]:
        return next(list(tensor.dims[2:]) for tensor in self.model.graph.initializer if tensor.name == name)

    def side(self, name: str) -> int:
        """Rows of the value that enters a node, in the plan's own size."""
        if name == PIXELS:
            return self.plan.size
        return int(self.operations[name].output_shape[1])

    def blur_strides(self, wrap: bool) -> None:
        """Strided operations run densely; their activation, then a blur with the stride, follow."""
        for node in list(self.nodes):
            if node.op_type not in WINDOWED or max(attribute(node, "strides", [1, 1])) == 1:
                continue
            reach, stride = self.window(node)
            if stride != [2, 2]:
                raise _refusal(self.plan.backbone, f"a stride of {stride[0]}")
            top, left, _, _ = self.pads(node)
            _set(node, "strides", [1, 1])
            _set(node, "pads", [top, left, reach[0] - 1 - top, reach[1] - 1 - left])
            if attribute(node, "ceil_mode", 0):
                _set(node, "ceil_mode", 0)
            self.stride_one.add(node.output[0])
            self._blur_after(self._activation(node), int(self.operations[node.output[0]].output_shape[0]), wrap)

    def _activation(self, node: NodeProto) -> NodeProto:
        """The activation that alone reads a node's output, else the node."""
        readers = [each for each in self.nodes if node.output[0] in each.input]
        alone = len(readers) == 1 and readers[0].op_type in UNARY and node.output[0] not in self._outputs()
        return readers[0] if alone else node

    def _outputs(self) -> set[str]:
        return {output.name for output in self.model.graph.output}

    def _blur_after(self, node: NodeProto, channels: int, wrap: bool) -> None:
        name = node.output[0]
        dense, padded = f"{name}/dense", f"{name}/padded"
        node.output[0] = dense
        taps = np.array([1, 2, 1], np.float32) / 4
        kernel = np.tile(taps[:, None] * taps[None], (channels, 1, 1, 1)).astype(np.float32)
        edge = self.constant("blur/edge", np.array([0, 0, 1, 1, 0, 0, 1, 1], np.int64))
        pad = helper.make_node("Pad", [dense, edge], [padded], padded, mode="wrap" if wrap else "reflect")
        blur = helper.make_node(
            "Conv", [padded, self.constant(f"blur/{channels}", kernel)], [name], f"{name}/blur",
            kernel_shape=[3, 3], strides=[2, 2], pads=[0, 0, 0, 0], group=channels,
        )  # fmt: skip
        place = self.nodes.index(node) + 1
        self.nodes[place:place] = [pad, blur]

    def wrap(self, size: int) -> None:
        """Windows read around the edges; the input becomes `size` pixels wide."""
        for node in list(self.nodes):
            if node.op_type not in WINDOWED or node.name.endswith("/blur"):
                continue
            reach, stride = self.window(node)
            edges = [self._wrapped(node, axis, reach[axis], stride[axis]) for axis in (0, 1)]
            if max(map(max, edges)) == 0:
                continue
            (top, bottom), (left, right) = edges
            _set(node, "pads", [0, 0, 0, 0])
            padded = f"{node.output[0]}/wrapped"
            amounts = np.array([0, 0, top, left, 0, 0, bottom, right], np.int64)
            source = self.constant(f"wrap/{top}.{left}.{bottom}.{right}", amounts)
            self.nodes.insert(
                self.nodes.index(node), helper.make_node("Pad", [node.input[0], source], [padded], padded, mode="wrap")
            )
            node.input[0] = padded
        for axis in (2, 3):
            self.model.graph.input[0].type.tensor_type.shape.dim[axis].dim_value = size

    def _wrapped(self, node: NodeProto, axis: int, reach: int, stride: int) -> tuple[int, int]:
        """(before, after) for a side that the stride divides: reach - stride cells in all.

        TensorFlow's SAME padding depends on the side, so what it was at the old side becomes what it is at the new.
        """
        pads = self.pads(node)
        before, after = pads[axis], pads[axis + 2]
        if stride > 1:
            old = self.side(node.input[0])
            total = max((-(-old // stride) - 1) * stride + reach - old, 0)
            if (before, after) == (total // 2, total - total // 2):
                before = max(reach - stride, 0) // 2
        return before, max(reach - stride - before, 0)

    def write(self) -> None:
        """Back into the model; shapes of stages are left open."""
        graph = self.model.graph
        del graph.node[:]
        graph.node.extend(self.nodes)
        graph.initializer.extend(self.added)
        for output in graph.output:
            dims = output.type.tensor_type.shape.dim
            for axis in range(2, len(dims)):
                dims[axis].ClearField("dim_value")
        del graph.value_info[:]


def _set(node: NodeProto, name: str, value: Any) -> None:
    for index, each in enumerate(node.attribute):
        if each.name == name:
            del node.attribute[index]
            break
    node.attribute.append(helper.make_attribute(name, value))


def _refusal(backbone: str, what: str) -> InvalidArgument:
    return InvalidArgument(
        f"{backbone} has {what}, for which there is no such variant.",
        code="no_variant",
        argument="variant",
        hint="Choose the network as it was trained.",
        backbone=backbone,
    )
