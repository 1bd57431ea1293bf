"""What the frozen networks make of every training picture, computed once and kept.

    python -m models.training.features --data DATA --out CACHE

A run that was stopped goes on where it was. Writes CACHE/NAME.npy for every name of SHAPES as
memory maps, one row a picture, and CACHE/pictures.pkl. The head's
1,280 channels are kept as the starting weights project them, which training leaves as they are.
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
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from models.backbones.efficientnet_lite import VARIANTS
from models.backbones.efficientnet_lite import load as load_classifier
from models.fusion.photo_maps import classifier_and_detector
from models.training.detections import read_detections, with_detections
from models.training.photos import Amounts, Picture, Source, paint, plan_pictures, read_sources
from models.training.recipes import recipe_of
from models.training.statements import NODE_PROBABILITY, membership_of, node_probabilities, own_nodes
from models.training.wordnet import Node, class_wnids, nodes_above

SIZE = 448
NODES = 6  # classifier nodes kept of each picture
SHAPES: dict[str, tuple[tuple[int, ...], type]] = {
    "fine": ((28, 28, 112), np.float16),
    "coarse": ((14, 14, 256), np.float16),
    "near": ((28, 28, 128), np.float16),
    "middle": ((28, 28, 128), np.float16),
    "far": ((14, 14, 128), np.float16),
    "classes": ((28, 28, 80), np.uint8),  # logits, see pack_logits
    "colour": ((28, 28, 12), np.uint8),
    "logits": ((1000,), np.float16),
    "nodes": ((NODES,), np.int16),  # -1 where there are fewer, MISSING before the row is computed
    "node_maps": ((NODES, 196), np.float16),
}
MISSING = -2
LOWEST, STEP = -8.0, 1 / 20  # of the class logits as bytes


def pack_logits(logits: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Class logits as bytes."""
    return np.clip(np.round((logits - LOWEST) / STEP), 0, 255).astype(np.uint8)


def unpack_logits(packed: Tensor) -> Tensor:
    """Bytes as class logits."""
    return packed.float() * STEP + LOWEST


class PictureFeatures(nn.Module):
    """The maps that fusion reads, the head's channels, and the classifier's logits."""

    def __init__(self, project: nn.Module) -> None:
        super().__init__()
        self.maps, self.project = classifier_and_detector(), project
        self.backbone = self.maps.classifier

    def forward(self, pixels: Tensor) -> tuple[Tensor, ...]:
        """uint8 (N, 448, 448, 3) -> the arrays of SHAPES up to `colour`, the head, the logits."""
        maps, _ = self.maps(pixels)
        logits = self.backbone.classify(maps.head.permute(0, 3, 1, 2))
        coarse = self.project(maps.head)
        return (maps.fine, coarse, maps.near, maps.middle, maps.far, maps.classes, maps.colour, maps.head, logits)


OUTPUTS = ("fine", "coarse", "near", "middle", "far", "classes", "colour", "head", "logits")


def export(path: Path) -> None:
    """Write the feature network as ONNX."""
    from models.training.start import starting_state

    state = starting_state()
    project = nn.Sequential(nn.LayerNorm(1280), nn.Linear(1280, 256))
    project.load_state_dict({k.removeprefix("photo.coarse."): v for k, v in state.items() if "photo.coarse." in k})
    torch.onnx.export(
        PictureFeatures(project).eval(),
        (torch.zeros(1, SIZE, SIZE, 3, dtype=torch.uint8),),
        str(path),
        dynamo=True,
        input_names=["pixels"],
        output_names=list(OUTPUTS),
        external_data=False,
        verbose=False,
    )


def open_features(path: Path) -> ort.InferenceSession:
    """The exported network on one core."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    return ort.InferenceSession(path, options)


def run_features(session: ort.InferenceSession, pixels: NDArray[np.uint8]) -> dict[str, NDArray[np.float32]]:
    """Pixels (448, 448, 3) -> every output, without the batch axis."""
    values = session.run(None, {"pixels": pixels[None]})
    return {name: value[0] for name, value in zip(OUTPUTS, values, strict=True)}


def kept(name: str, value: NDArray[np.float32]) -> NDArray[np.generic]:
    """An output as it is kept."""
    if name == "classes":
        return pack_logits(value)
    if name == "colour":
        return np.clip(np.round(value * 64 + 128), 0, 255).astype(np.uint8)
    return value.astype(np.float16)


def node_vectors(nodes: list[Node]) -> NDArray[np.float32]:
    """The classifier's direction of each WordNet node, (nodes, 1280), unit length."""
    weight = load_classifier(VARIANTS[0]).classifier.weight.detach()
    weight = weight - weight.mean(0)
    vectors = torch.stack([weight[list(node.classes)].mean(0) for node in nodes])
    return functional.normalize(vectors, dim=-1).numpy()


def work(task: tuple[int, int, Path, Path, list[Source], list[Picture]]) -> None:
    """Compute rows start, start + step, ... of the memory maps."""
    start, step, data, out, sources, pictures = task
    torch.set_num_threads(1)
    session = open_features(out / "features.onnx")
    nodes = nodes_above(class_wnids(sources))
    vectors, owned = node_vectors(nodes), own_nodes(nodes)
    membership, rng = membership_of(nodes), np.random.default_rng(start)
    maps = {name: np.load(out / f"{name}.npy", mmap_mode="r+") for name in SHAPES}
    began = time.time()
    for done, row in enumerate(range(start, len(pictures), step)):
        if maps["nodes"][row, 0] != MISSING:
            continue
        picture = pictures[row]
        values = run_features(session, paint(picture, sources, data, SIZE))
        for name in set(OUTPUTS) - {"head"}:
            maps[name][row] = kept(name, values[name])
        likely: set[int] = set()
        if len(picture.parts) == 1 and picture.kind != "boxed":
            probable = node_probabilities(values["logits"][None], membership)[0]
            likely = set(np.flatnonzero(probable > NODE_PROBABILITY).tolist())
            likely |= set(owned.get(sources[picture.parts[0].source].wnid, ()))
        chosen = rng.permutation(sorted(likely))[:NODES].astype(np.int64)
        if len(chosen):
            maps["node_maps"][row][: len(chosen)] = vectors[chosen] @ values["head"].reshape(196, -1).T
        maps["nodes"][row] = [*chosen, *[-1] * (NODES - len(chosen))]
        if done % 500 == 0:
            print(f"worker {start}: {row} of {len(pictures)} after {time.time() - began:.0f} s", flush=True)


def create(out: Path, count: int) -> None:
    """The network and empty maps."""
    export(out / "features.onnx")
    for name, (shape, kind) in SHAPES.items():
        stored = np.lib.format.open_memmap(out / f"{name}.npy", "w+", kind, (count, *shape))
        if name == "nodes":
            stored[:] = MISSING
        stored.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--amounts", type=Path, help="JSON: how many pictures of each kind; else those of photos.py")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    sources = with_detections(read_sources(args.data), read_detections(args.data / "train_boxes" / "boxes.jsonl"))
    amounts = recipe_of(Amounts, args.amounts) if args.amounts else None
    pictures = plan_pictures(sources, args.seed, amounts)
    plan = args.out / "pictures.pkl"
    if not plan.exists() or pickle.loads(plan.read_bytes()) != (sources, pictures):
        create(args.out, len(pictures))
        plan.write_bytes(pickle.dumps((sources, pictures)))
    tasks = [(i, args.workers, args.data, args.out, sources, pictures) for i in range(args.workers)]
    with get_context("spawn").Pool(args.workers) as pool:
        pool.map(work, tasks)


if __name__ == "__main__":
    main()
