"""CNN features of every training picture, computed once and kept as float16.

    python -m models.training.features --data DATA --out CACHE

Writes CACHE/{fine,coarse,context,logits}.npy as memory maps, one row a picture, and CACHE/pictures.pkl.
"""

from __future__ import annotations

import argparse
import pickle
import time
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
from torch import Tensor, nn

from models.backbone import Backbone
from models.backbones.efficientnet_lite import VARIANTS, load
from models.preprocessing import normalise, squash
from models.training.photos import Picture, Source, paint, plan_pictures, read_sources

FINE, COARSE = "block10", "block15"
SIZE, CONTEXT_SIZE = 448, 224
SHAPES = {"fine": (28, 28, 112), "coarse": (14, 14, 320), "context": (7, 7, 320), "logits": (2, 1000)}


class StageFeatures(nn.Module):
    """The stages that fusion reads, channels last: fine (N, 28, 28, 112), coarse (N, 14, 14, 320), logits."""

    def __init__(self, backbone: Backbone) -> None:
        super().__init__()
        self.backbone = backbone
        self.fine, self.coarse = backbone.stage_index(FINE), backbone.stage_index(COARSE)

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(N, 3, S, S) -> the three outputs."""
        stages = self.backbone.forward_stages(pixels)
        fine, coarse = (stages[i].permute(0, 2, 3, 1) for i in (self.fine, self.coarse))
        return fine, coarse, self.backbone.classify(stages[-1])


def export(path: Path, size: int) -> None:
    """Write the feature network for one input size as ONNX."""
    network = StageFeatures(load(VARIANTS[0])).eval()
    batch = torch.export.Dim("batch", min=1, max=256)
    torch.onnx.export(
        network,
        (torch.zeros(2, 3, size, size),),
        str(path),
        dynamo=True,
        input_names=["pixels"],
        output_names=["fine", "coarse", "logits"],
        dynamic_shapes=({0: batch},),
        external_data=False,
        verbose=False,
    )


def work(task: tuple[int, int, Path, Path, list[Source], list[Picture]]) -> None:
    """Compute rows start, start + step, ... of the memory maps."""
    start, step, data, out, sources, pictures = task
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    sessions = [ort.InferenceSession(out / f"features{size}.onnx", options) for size in (SIZE, CONTEXT_SIZE)]
    preprocessing = load(VARIANTS[0]).preprocessing
    maps = {name: np.load(out / f"{name}.npy", mmap_mode="r+") for name in SHAPES}
    began = time.time()
    for done, row in enumerate(range(start, len(pictures), step)):
        pixels = paint(pictures[row], sources, data, SIZE)
        fine, coarse, logits = sessions[0].run(None, {"pixels": normalise(pixels, preprocessing)})
        small = normalise(squash(pixels, CONTEXT_SIZE), preprocessing)
        _, context, small_logits = sessions[1].run(None, {"pixels": small})
        for name, value in (("fine", fine), ("coarse", coarse), ("context", context)):
            maps[name][row] = value[0]
        maps["logits"][row] = np.stack([logits[0], small_logits[0]])
        if done % 500 == 0:
            print(f"worker {start}: {row} of {len(pictures)} after {time.time() - began:.0f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--crops", type=int, default=16)
    parser.add_argument("--mosaics", type=int, default=6000)
    parser.add_argument("--pastes", type=int, default=3000)
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    sources = read_sources(args.data)
    pictures = plan_pictures(sources, args.seed, args.crops, args.mosaics, args.pastes)
    (args.out / "pictures.pkl").write_bytes(pickle.dumps((sources, pictures)))
    for size in (SIZE, CONTEXT_SIZE):
        export(args.out / f"features{size}.onnx", size)
    for name, shape in SHAPES.items():
        np.lib.format.open_memmap(args.out / f"{name}.npy", "w+", np.float16, (len(pictures), *shape)).flush()
    tasks = [(i, args.workers, args.data, args.out, sources, pictures) for i in range(args.workers)]
    with get_context("spawn").Pool(args.workers) as pool:
        pool.map(work, tasks)


if __name__ == "__main__":
    main()
