"""Export one backbone for the lab, once per set of weights.

    python -m models.engine.lab_export --backbone efficientnet_lite0 --out FOLDER

With torch, therefore run in a process of its own (lab_cache.ensure_backbone).
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import sys
from pathlib import Path

import numpy as np
import torch

from models.backbone import Backbone
from models.engine import lab_files
from models.engine.lab_cache import EXPORT_REFUSED
from models.engine.network_graph import plan_of
from models.engine.randomised import randomised
from models.engine.reverse_graph import NoReverse
from models.engine.stage_graphs import first_layer, write_graphs
from models.engine.staged_graph import export_staged
from models.errors import FoveaError, InvalidArgument
from models.registry import load_backbone


def write_backbone(backbone: Backbone, folder: Path) -> None:
    """Everything the lab keeps of a backbone (lab_files.py); the folder appears only when it is complete."""
    partial = folder.with_name(f"{folder.name}.{os.getpid()}.partial")
    try:
        partial.mkdir(parents=True)
        _write(backbone, partial)
        if not folder.exists():
            partial.rename(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _write(backbone: Backbone, folder: Path) -> None:
    model = export_staged(backbone)
    try:
        write_graphs(model, export_staged(randomised(backbone)), folder)
    except NoReverse as error:
        raise InvalidArgument(
            f"{backbone.name} uses an operation that the lab cannot run backward: {error}.",
            code="unsupported_backbone",
            argument="backbone",
            hint="Choose a network of convolutions, pooling, ReLU, sigmoid or swish, sums and linear layers.",
        ) from None
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
    try:
        write_backbone(load_backbone(arguments.backbone, arguments.weights), arguments.out)
    except FoveaError as error:
        said = (type(error).__name__, error.code, error.message, error.hint)
        sys.stderr.write("\t".join(part.replace("\n", " ") for part in said) + "\n")
        sys.exit(EXPORT_REFUSED)


if __name__ == "__main__":
    main()
