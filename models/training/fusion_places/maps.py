"""What the frozen CNN makes of every photo at 448 pixels, and the photo's own patches, computed once and kept.

    python -m models.training.fusion_places.maps --data DATA --out CACHE [--photos 9000] [--dev 1000] [--test 1000]

DATA holds train_real/, train_boxes/ and imagenet_samples/ unpacked. Writes CACHE/STAGE.npy (photos, R, C, channels) for
every stage that a strategy reads, CACHE/patches.npy, and CACHE/photos.pkl. A run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import pickle
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
from torch import Tensor, nn

from models.backbone import Backbone
from models.backbones.efficientnet_lite import VARIANTS
from models.backbones.efficientnet_lite import load as load_cnn
from models.engine.export import write
from models.fusion.patches import cut_patches
from models.fusion.streams import CHANNELS, PATCHES, STAGE_CHANNELS, STRIDES
from models.preprocessing import normalise, squash
from models.results import Pixels
from models.training.fusion_places.photos import boxed_and_captioned, plan
from models.training.photos import read_pixels

SIZE = 448
SIDE = SIZE // 32
FLUSHED = 200  # photos between notes of how far it is


class StagesGraph(nn.Module):
    """The stages that strategies read, channels last."""

    def __init__(self, cnn: Backbone) -> None:
        super().__init__()
        self.cnn = cnn

    def forward(self, pixels: Tensor) -> tuple[Tensor, ...]:
        """Normalised pixels (1, 3, 448, 448) -> (1, R, C, channels) of every stage in STAGE_CHANNELS."""
        stages = self.cnn.forward_stages(pixels)
        return tuple(stages[self.cnn.stage_index(name)].permute(0, 2, 3, 1) for name in STAGE_CHANNELS)


class Looker:
    """Stages and patches of one photo after the other, on one core."""

    def __init__(self, graph: Path) -> None:
        cnn = load_cnn(VARIANTS[0])
        self.preprocessing = cnn.preprocessing
        if not graph.exists():
            write(StagesGraph(cnn).eval(), (torch.zeros(1, 3, SIZE, SIZE),), graph, input_names=["pixels"])
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        self.session = ort.InferenceSession(graph, options)

    def look(self, pixels: Pixels) -> dict[str, np.ndarray]:
        """Name -> (R, C, channels): float32 of a stage, uint8 of the patches."""
        inputs = normalise(squash(pixels, SIZE), self.preprocessing)
        values = self.session.run(None, {"pixels": inputs})
        stages = {name: value[0] for name, value in zip(STAGE_CHANNELS, values, strict=True)}
        return stages | {PATCHES: cut_patches(pixels, SIDE, SIDE)}


def shapes() -> dict[str, tuple[tuple[int, ...], type]]:
    """Of every map of one photo, and how it is kept."""
    stages = {
        name: ((SIZE // STRIDES[name], SIZE // STRIDES[name], channels), np.float16)
        for name, channels in STAGE_CHANNELS.items()
    }
    return {**stages, PATCHES: ((SIDE, SIDE, CHANNELS[PATCHES]), np.uint8)}


def open_maps(out: Path, count: int) -> dict[str, np.memmap]:
    """The memory maps to write, made where they are missing."""
    found = {}
    for name, (shape, kind) in shapes().items():
        path = out / f"{name}.npy"
        if not path.exists():
            np.lib.format.open_memmap(path, "w+", kind, (count, *shape)).flush()
        found[name] = np.lib.format.open_memmap(path, "r+")
    return found


def rows_to_do(out: Path, count: int) -> Iterator[int]:
    """What an earlier run has not done; noted now and then, so that a row may be done twice but is never left out."""
    note = out / "done.txt"
    began = time.monotonic()
    for row in range(int(note.read_text()) if note.exists() else 0, count):
        yield row
        if (row + 1) % FLUSHED == 0 or row + 1 == count:
            note.write_text(str(row + 1))
            print(f"photo {row + 1} of {count} after {time.monotonic() - began:.0f} s", flush=True)


def main() -> None:
    """Every photo of the plan."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--photos", type=int, default=9000)
    parser.add_argument("--dev", type=int, default=1000)
    parser.add_argument("--test", type=int, default=1000)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    sources, roles = plan(boxed_and_captioned(arguments.data), arguments.photos, arguments.dev, arguments.test)
    (arguments.out / "photos.pkl").write_bytes(pickle.dumps((sources, roles)))
    looker, maps = Looker(arguments.out / "stages.onnx"), open_maps(arguments.out, len(sources))
    for row in rows_to_do(arguments.out, len(sources)):
        for name, value in looker.look(read_pixels(arguments.data, sources[row])).items():
            maps[name][row] = value


if __name__ == "__main__":
    main()
