"""From an exported graph and its torch modules to a `NetworkPlan`: windows, shapes, parameters and costs."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, helper, numpy_helper
from torch import nn

from models.backbone import Backbone
from models.engine.lab.staged_graph import LOGITS, output_names, parts
from models.network import CLASSIFIER, PIXELS, NetworkPlan, Operation, OperationKind, StagePlan, Window

Shape = tuple[int, ...]
POINTWISE = frozenset(
    "Add Sub Mul Div Clip Relu LeakyRelu Elu Sigmoid HardSigmoid HardSwish Tanh Erf Gelu BatchNormalization "
    "Concat Identity Dropout Cast Sqrt Pow Max Min PRelu Softplus Mish".split()
)
PER_VECTOR = frozenset(("MatMul", "LayerNormalization"))  # pointwise where channels are the last axis
TO_LAST, TO_FIRST = [0, 2, 3, 1], [0, 3, 1, 2]
POOLING = frozenset(("MaxPool", "AveragePool"))
NEVER_NEGATIVE = frozenset(("Relu", "Sigmoid", "HardSigmoid", "Softmax"))
PASSES_SIGN = frozenset("MaxPool AveragePool ReduceMean GlobalAveragePool Identity Dropout Add Mul Concat Pad".split())


def attributes(node: NodeProto) -> dict[str, Any]:
    """A node's attributes by name."""
    return {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}


def constants(model: onnx.ModelProto) -> dict[str, NDArray[Any]]:
    """Initializers by name."""
    return {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}


def shapes(model: onnx.ModelProto) -> dict[str, Shape]:
    """Shape of every value without its batch."""
    graph = onnx.shape_inference.infer_shapes(model).graph
    values = [*graph.input, *graph.output, *graph.value_info]
    return {value.name: tuple(d.dim_value for d in value.type.tensor_type.shape.dim[1:]) for value in values}


def plan_of(model: onnx.ModelProto, backbone: Backbone) -> NetworkPlan:
    """Everything that can be said of the network without running it."""
    reader = GraphReader(model, backbone)
    stages = [CLASSIFIER if name == LOGITS else name for name in output_names(model)]
    operations: list[Operation] = []
    for stage, part in zip(stages, parts(model), strict=True):
        operations += short_names([reader.operation(stage, node) for node in part if reader.values(node)])
    rows = []
    for info, module in zip(backbone.stage_info, backbone.stages, strict=True):
        costs = *_counts(module), _macs(operations, info.name)
        rows.append(StagePlan(info.name, reader.shapes[info.name], info.reduction, *costs, reader.signed(info.name)))
    tail = StagePlan(
        CLASSIFIER,
        reader.shapes[LOGITS],
        backbone.preprocessing.size,
        *_counts(backbone.tail),
        _macs(operations, CLASSIFIER),
        True,
    )
    endings = backbone.exact_cam, backbone.independent
    return NetworkPlan(backbone.name, backbone.preprocessing, tuple(rows), tail, tuple(operations), *endings)


def short_names(operations: list[Operation]) -> list[Operation]:
    """``expand.0`` as ``expand``, and ``0`` as ``convolution``, where that still tells the layers of a stage apart."""
    short = [
        name.rstrip("0123456789").rstrip(".") if each.weights else name for each in operations if (name := each.name)
    ]
    short = [name or each.kind.value for name, each in zip(short, operations, strict=True)]
    unique = [short.count(name) == 1 for name in short]
    return [
        replace(each, name=name if alone else each.name)
        for each, name, alone in zip(operations, short, unique, strict=True)
    ]


def _counts(module: nn.Module) -> tuple[int, int]:
    """Learned parameters, and batch norm's running statistics."""
    statistics = (
        buffer.numel() for name, buffer in module.named_buffers() if name.split(".")[-1].startswith("running_")
    )
    return sum(parameter.numel() for parameter in module.parameters()), sum(statistics)


def _macs(operations: Iterable[Operation], stage: str) -> int:
    return sum(operation.macs for operation in operations if operation.stage == stage)


class GraphReader:
    """Nodes of one graph as operations."""

    def __init__(self, model: onnx.ModelProto, backbone: Backbone) -> None:
        self.constants, self.shapes = constants(model), shapes(model)
        self.producers = {name: node for node in model.graph.node for name in node.output}
        self.channels_last = _channels_last(model)
        # The exporter folds batch norm into a bias that the layer itself does not have.
        self.modules = {f"backbone.{name}.weight": module for name, module in backbone.named_modules()}

    def values(self, node: NodeProto) -> tuple[str, ...]:
        """The inputs that depend on the pixels."""
        return tuple(name for name in node.input if name == PIXELS or (name in self.producers and self._varies(name)))

    def _varies(self, name: str) -> bool:
        node = self.producers.get(name)
        return name == PIXELS or (node is not None and any(self._varies(each) for each in node.input))

    def operation(self, stage: str, node: NodeProto) -> Operation:
        """One node; its shapes, window and counts."""
        inputs = self.values(node)
        before, after = self._largest(inputs), self.shapes[node.output[0]]
        weights, biases = self._parameters(node)
        groups = int(attributes(node).get("group", 1))
        return Operation(
            self._name(stage, node), self._kind(node), stage, inputs, node.output[0], before, after,
            self._window(node), groups, weights, biases, self._macs(node, after),
        )  # fmt: skip

    def _largest(self, inputs: tuple[str, ...]) -> Shape:
        return max((self.shapes[name] for name in inputs), key=math.prod)

    def _kind(self, node: NodeProto) -> OperationKind:
        if node.op_type == "Conv":
            return OperationKind.CONVOLUTION
        if node.op_type in POOLING:
            return OperationKind.POOLING
        local = node.op_type in POINTWISE or (node.op_type in PER_VECTOR and node.input[0] in self.channels_last)
        return OperationKind.POINTWISE if local or _moves_channels(node) else OperationKind.GLOBAL

    def _name(self, stage: str, node: NodeProto) -> str:
        """``expand.0`` for a layer with weights, ``clip`` for the rest."""
        owned = [name for name in node.input[1:] if name in self.constants and name.endswith(".weight")]
        if not owned or node.op_type in POINTWISE:
            return node.op_type.lower()
        parts_of = owned[0].removeprefix("backbone.").removesuffix(".weight").split(".")
        return ".".join(parts_of[2:] if parts_of[0] == "stages" else parts_of) or stage

    def _window(self, node: NodeProto) -> Window | None:
        if node.op_type != "Conv" and node.op_type not in POOLING:
            return None
        given = attributes(node)
        kernel = tuple(given.get("kernel_shape") or self.constants[node.input[1]].shape[2:])
        top, left, bottom, right = given.get("pads") or (0, 0, 0, 0)
        stride, dilation = given.get("strides") or (1, 1), given.get("dilations") or (1, 1)
        return Window(_pair(kernel), _pair(stride), ((top, bottom), (left, right)), _pair(dilation))

    def _parameters(self, node: NodeProto) -> tuple[int, int]:
        """Weights and biases of the layer itself, without batch norm's."""
        if node.op_type not in ("Conv", "Gemm", "MatMul"):
            return 0, 0
        weights = next((name for name in node.input if name in self.constants), "")
        module = self.modules.get(weights)
        bias = getattr(module, "bias", None)
        return int(np.size(self.constants.get(weights, ()))), 0 if bias is None else int(bias.numel())

    def _macs(self, node: NodeProto, after: Shape) -> int:
        if node.op_type == "Conv":
            kernel = self.constants[node.input[1]]  # (outputs, channels / groups, k, k)
            return math.prod(after) * math.prod(kernel.shape[1:])
        if node.op_type in ("Gemm", "MatMul"):
            weights, _ = self._parameters(node)
            return weights * math.prod(after[:-1])
        return 0

    def signed(self, name: str) -> bool:
        """Whether a value can be negative, from the operations that made it."""
        node = self.producers.get(name)
        if node is None:
            return name not in self.constants or bool((self.constants[name] < 0).any())
        if node.op_type == "Clip":
            low = self.constants.get(node.input[1]) if len(node.input) > 1 else None
            return low is None or float(low) < 0
        if node.op_type in PASSES_SIGN:
            return any(self.signed(each) for each in self.values(node))
        return node.op_type not in NEVER_NEGATIVE


def _moves_channels(node: NodeProto) -> bool:
    """A transpose between channels first and channels last, which leaves every place where it is."""
    return node.op_type == "Transpose" and list(attributes(node)["perm"]) in (TO_LAST, TO_FIRST)


def _channels_last(model: onnx.ModelProto) -> set[str]:
    """Values laid out as (N, H, W, C)."""
    found: set[str] = set()
    for node in model.graph.node:
        turned = node.op_type == "Transpose" and list(attributes(node)["perm"]) == TO_LAST
        if turned or (found.intersection(node.input) and not _moves_channels(node)):
            found.update(node.output)
    return found


def _pair(values: Iterable[int]) -> tuple[int, int]:
    first, second = values
    return int(first), int(second)
