"""A staged backbone as one ONNX graph: what torch exports, with values renamed so that each says its stage.

Every value of stage S is called ``S/...`` and the stage's output ``S``; the classifier's values are ``classifier/...``
and its output ``logits``. onnxruntime's profiler reports these names, also after it has fused nodes.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

import onnx
import torch
from onnx import NodeProto
from torch import Tensor, nn

from models.backbone import Backbone
from models.network import CLASSIFIER, PIXELS

LOGITS = "logits"
MAX_BATCH = 256


class StagedForward(nn.Module):
    """The network with every stage's output before its logits."""

    def __init__(self, backbone: Backbone) -> None:
        super().__init__()
        self.backbone = backbone

    def forward(self, pixels: Tensor) -> tuple[Tensor, ...]:
        """(N, 3, S, S) -> (N, C_i, H_i, W_i) per stage, then (N, classes)."""
        stages = self.backbone.forward_stages(pixels)
        return (*stages, self.backbone.conclude(stages))


def export_staged(backbone: Backbone) -> onnx.ModelProto:
    """The graph for any batch of the backbone's own input size; batch norm is folded into the convolutions."""
    size = backbone.preprocessing.size
    names = [info.name for info in backbone.stage_info]
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter's own deprecations
        path = Path(folder) / "staged.onnx"
        torch.onnx.export(
            StagedForward(backbone).eval(),
            (torch.zeros(2, 3, size, size),),
            str(path),
            dynamo=True,
            input_names=[PIXELS],
            output_names=[*names, LOGITS],
            dynamic_shapes=({0: torch.export.Dim("batch", min=1, max=MAX_BATCH)},),
            external_data=False,
            verbose=False,
        )
        model = onnx.load(path)
    return named(model)


def output_names(model: onnx.ModelProto) -> list[str]:
    """Stage names in running order, then ``logits``."""
    return [output.name for output in model.graph.output]


def parts(model: onnx.ModelProto) -> list[list[NodeProto]]:
    """Nodes of each stage, then of the classifier, in running order."""
    producers = {name: node for node in model.graph.node for name in node.output}
    outputs = output_names(model)
    return [_between(model, producers, set(outputs[:index]), after) for index, after in enumerate(outputs)]


def reads(part: list[NodeProto], befores: list[str]) -> list[str]:
    """Which of the values before a part enter it, in running order: one, except where the tail reads several stages."""
    named = {name for node in part for name in node.input}
    return [name for name in befores if name in named]


def _between(model: onnx.ModelProto, producers: dict[str, NodeProto], befores: set[str], after: str) -> list[NodeProto]:
    """Nodes that `after` needs once the outputs before it are known."""
    needed: set[str] = set()
    waiting = [after]
    while waiting:
        name = waiting.pop()
        node = producers.get(name)
        if name in befores or node is None or node.output[0] in needed:
            continue
        needed.add(node.output[0])
        waiting.extend(node.input)
    return [node for node in model.graph.node if node.output[0] in needed]


def named(model: onnx.ModelProto) -> onnx.ModelProto:
    """Rename values and nodes for their stages, and drop the exporter's notes."""
    outputs = output_names(model)
    new: dict[str, str] = {}
    for part, after in zip(parts(model), outputs, strict=True):
        stage = CLASSIFIER if after == LOGITS else after
        for index, node in enumerate(part):
            for output in node.output:
                new.setdefault(output, output if output in outputs else f"{stage}/{index}.{node.op_type.lower()}")
    for node in model.graph.node:
        node.input[:] = [new.get(name, name) for name in node.input]
        node.output[:] = [new.get(name, name) for name in node.output]
        node.name = node.output[0]
        del node.metadata_props[:]
    for value in model.graph.value_info:
        value.name = new.get(value.name, value.name)
        del value.metadata_props[:]
    return model
