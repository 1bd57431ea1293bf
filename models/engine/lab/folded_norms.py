"""The layers of an exported graph one by one: where their weights lie, and the batch norm that was folded into them.

The exporter multiplies a convolution's weights with its norm's gamma / sqrt(variance + eps) and adds the rest to the
bias. To follow a number through convolution and norm both are needed again; layers.npz has, per value V of a
convolution,

    V|place    offset in weights.bin, then the shape; or V|weight, where the weights are too small to lie there
    V|bias     of the folded convolution
    V|norm     (4, K): mean, variance, gamma, beta; V|eps; V|own the bias of the convolution itself. None without norm.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from torch import nn

from models.backbone import Backbone
from models.engine.lab.network_graph import constants

Arrays = dict[str, NDArray[Any]]
Places = dict[str, tuple[int, int]]
CLOSE = 1e-3  # relative: how well the folded weights must fit the norm that is taken for theirs


def layer_arrays(model: onnx.ModelProto, backbone: Backbone, places: Places) -> Arrays:
    """The arrays of layers.npz."""
    stored = constants(model)
    found: Arrays = {}
    norms = _norms(backbone)
    for node in model.graph.node:
        if node.op_type == "Conv" and node.input[1] in stored:
            found |= _layer(node, stored, places, norms)
    return found


def _layer(node: onnx.NodeProto, stored: Arrays, places: Places, norms: dict[str, tuple[Any, Any]]) -> Arrays:
    name, weight = node.output[0], stored[node.input[1]]
    place = places.get(node.input[1])
    arrays: Arrays = {f"{name}|weight": weight}
    if place is not None:
        arrays = {f"{name}|place": np.asarray([place[0], *weight.shape], np.int64)}
    bias = stored[node.input[2]] if len(node.input) > 2 else np.zeros(len(weight), np.float32)
    arrays[f"{name}|bias"] = bias
    if node.input[1] in norms:
        arrays |= _norm(name, weight, *norms[node.input[1]])
    return arrays


def _norm(name: str, folded: NDArray[Any], layer: nn.Conv2d, norm: nn.BatchNorm2d) -> Arrays:
    """The norm's numbers, where the folded weights are the layer's times gamma / sqrt(variance + eps)."""
    if norm.running_mean is None or norm.running_var is None:
        return {}
    mean, variance, gamma, beta = (
        each.detach().numpy() for each in (norm.running_mean, norm.running_var, norm.weight, norm.bias)
    )
    scale = gamma / np.sqrt(variance + norm.eps)
    expected = layer.weight.detach().numpy() * scale[:, None, None, None]
    if not np.allclose(folded, expected, rtol=CLOSE, atol=CLOSE * float(np.abs(expected).max())):
        return {}
    own = np.zeros(len(scale), np.float32) if layer.bias is None else layer.bias.detach().numpy()
    numbers = np.stack([mean, variance, gamma, beta]).astype(np.float32)
    return {f"{name}|norm": numbers, f"{name}|eps": np.asarray(norm.eps), f"{name}|own": own}


def _norms(backbone: Backbone) -> dict[str, tuple[nn.Conv2d, nn.BatchNorm2d]]:
    """Convolutions that a batch norm of as many channels follows, by the name of their weights in the graph."""
    leaves = [(name, each) for name, each in backbone.named_modules() if not any(True for _ in each.children())]
    return {
        f"backbone.{name}.weight": (each, after)
        for (name, each), (_, after) in pairwise(leaves)
        if isinstance(each, nn.Conv2d) and isinstance(after, nn.BatchNorm2d) and after.num_features == each.out_channels
    }
