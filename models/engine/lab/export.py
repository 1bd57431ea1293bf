"""Export one backbone for the lab, once per set of weights.

    python -m models.engine.lab.export --backbone efficientnet_lite0 --out FOLDER

With torch, therefore run in a process of its own (cache.ensure_backbone), which writes FOLDER aside and renames it.
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

import numpy as np
import torch

from models.backbone import Backbone
from models.engine.exports.refusal import telling
from models.engine.lab import files as lab_files
from models.engine.lab.folded_norms import layer_arrays
from models.engine.lab.network_graph import plan_of
from models.engine.lab.randomised import randomised
from models.engine.lab.reverse_graph import NoReverse
from models.engine.lab.stage_graphs import first_layer, write_graphs
from models.engine.lab.staged_graph import export_staged
from models.errors import InvalidArgument
from models.registry import load_backbone


def write_backbone(backbone: Backbone, folder: Path) -> None:
    """Everything the lab keeps of a backbone (lab_files.py), into a folder that is not there yet."""
    folder.mkdir(parents=True)
    model = export_staged(backbone)
    try:
        trained = write_graphs(model, export_staged(randomised(backbone)), folder, backbone)
    except NoReverse as error:
        raise InvalidArgument(
            f"{backbone.name} uses an operation that the lab cannot run backward: {error}.",
            code="unsupported_backbone",
            argument="backbone",
            hint="Choose a network of convolutions, pooling, ReLU, sigmoid or swish, sums and linear layers.",
        ) from None
    np.savez(folder / lab_files.LAYERS, allow_pickle=False, **layer_arrays(model, backbone, trained.places))
    kernels = first_layer(model)
    if kernels is not None:
        np.savez(folder / lab_files.FIRST_LAYER, kernels=kernels[0], biases=kernels[1])
    if backbone.exact_cam:
        state = backbone.classifier.state_dict()
        bias = state.get("bias", torch.zeros(len(state["weight"])))
        np.savez(folder / lab_files.CLASSIFIER_WEIGHTS, weight=state["weight"].numpy(), bias=bias.numpy())
    (folder / lab_files.PLAN).write_text(plan_of(model, backbone).to_json(), encoding="utf-8")


def main() -> None:
    """Load, export, and say in one line why not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--backbone", required=True)
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with telling():
        write_backbone(load_backbone(arguments.backbone, arguments.weights), arguments.out)


if __name__ == "__main__":
    main()
