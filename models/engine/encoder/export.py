"""Export the encoder and the detector to ONNX, once per set of weights.

    python -m models.engine.encoder.export --out FOLDER

With torch, therefore run in a process of its own (cache.ensure_encoder).
"""

from __future__ import annotations

import argparse
import logging
from pathlib import Path

import numpy as np
import torch

from models.backbones.efficientnet_lite import VARIANTS
from models.backbones.efficientnet_lite import load as load_encoder
from models.backbones.nanodet import load as load_detector
from models.encoder.sizes import STRIDE
from models.engine.encoder.files import CLASSIFIER, DETECTOR_SIDE, detect_graph, encode_graph
from models.engine.encoder.graphs import DetectGraph, EncodeGraph
from models.engine.export import write

MOST_CELLS = 42


def export_encode(folder: Path) -> None:
    """The CNN at any multiple of its stride, and its classifier as numbers."""
    backbone = load_encoder(VARIANTS[0])
    rows, cols = (torch.export.Dim(name, min=2, max=MOST_CELLS) for name in ("rows", "cols"))
    write(
        EncodeGraph(backbone).eval(),
        (torch.zeros(1, 5 * STRIDE, 7 * STRIDE, 3, dtype=torch.uint8),),
        encode_graph(folder),
        input_names=["pixels"],
        output_names=["grid", "pooled", "logits"],
        dynamic_shapes=({1: STRIDE * rows, 2: STRIDE * cols},),
    )
    layer = backbone.classifier
    np.savez(folder / CLASSIFIER, weight=layer.weight.numpy(), bias=layer.bias.numpy())


def export_detect(folder: Path) -> None:
    """The detector at its own size."""
    example = (torch.zeros(1, DETECTOR_SIDE, DETECTOR_SIDE, 3, dtype=torch.uint8),)
    graph = DetectGraph(load_detector()).eval()
    write(graph, example, detect_graph(folder), input_names=["pixels"], output_names=["scores", "boxes"])


def main() -> None:
    """Export everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    folder = parser.parse_args().out
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    folder.mkdir(parents=True)
    export_encode(folder)
    export_detect(folder)


if __name__ == "__main__":
    main()
