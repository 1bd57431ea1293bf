"""Turn the four trained small CNNs into shipped weights, measured on photos they did not see.

    python -m models.training.ship_small --data caltech101_112.tar --run RUN
    python -m models.training.ship_small --data caltech101_112.tar              # measures what is shipped anew

Writes models/weights/small_KIND.safetensors (float16) and their manifest rows. Accuracy is that of the central window;
consistency is the share of random pairs of shifted windows that get the same top class. Two kinds of shift: a window
moved over a larger photo (real content comes in) and the window rolled around its edges; both stand up to 8 px away
from the middle along each axis, so that two of them are up to 16 px apart. Consistency is also measured on the photos
alone that are classified right at the middle, for a network may be steady by being wrong everywhere alike; and the
differences to max pooling are paired, photo by photo.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch.utils.flop_counter import FlopCounterMode

from models.backbone import Backbone
from models.backbones.small_cnn import POOLINGS, SIZE, build_small, load_named
from models.statistics import wilson
from models.training.caltech import LabelledPhotos, read_caltech
from models.training.manifest import write_row
from models.training.small_cnns import as_input, read_recipe
from models.weights import FOLDER, manifest, sha256_of

PAIRS, ROLL, BATCH = 8, 8, 64
BOOTSTRAPS = 2000
MODES = ("crop", "circular")  # their places are their seeds


def bootstrapped(shares: NDArray[np.float64], seed: int) -> dict[str, float]:
    """Mean over photos and its 95 % interval by drawing photos anew; the pairs of a photo are not independent."""
    rng = np.random.default_rng(seed)
    means = shares[rng.integers(0, len(shares), (BOOTSTRAPS, len(shares)))].mean(1)
    low, high = np.quantile(means, (0.025, 0.975))
    return {"value": float(shares.mean()), "low": float(low), "high": float(high)}


@torch.inference_mode()
def classes_of(backbone: Backbone, pixels: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Top class of windows (N, 64, 64, 3): (N,)."""
    parts = [pixels[start : start + BATCH] for start in range(0, len(pixels), BATCH)]
    return torch.cat([backbone(as_input(part, backbone)).argmax(1) for part in parts]).numpy()


def same_shares(backbone: Backbone, photos: LabelledPhotos, mode: str, seed: int) -> NDArray[np.float64]:
    """Share of pairs of shifts with the same top class, PAIRS pairs a photo: (N,)."""
    rng = np.random.default_rng(seed)
    most = furthest(photos, mode)
    same = np.zeros((PAIRS, len(photos.pixels)))
    for pair in range(PAIRS):
        shifts = rng.integers(0, most + 1, (2, len(photos.pixels), 2))
        first, second = (classes_of(backbone, shifted(photos.pixels, each, mode)) for each in shifts)
        same[pair] = first == second
    return same.mean(0)


def furthest(photos: LabelledPhotos, mode: str) -> int:
    """How many pixels two windows may be apart along an axis."""
    return photos.pixels.shape[1] - SIZE if mode == "crop" else 2 * ROLL


def shifted(pixels: NDArray[np.uint8], shifts: NDArray[np.int64], mode: str) -> NDArray[np.uint8]:
    """Windows (N, 64, 64, 3) at shifts (N, 2): cut from the larger photos, or the central window rolled."""
    if mode == "crop":
        return np.stack([p[y : y + SIZE, x : x + SIZE] for p, (y, x) in zip(pixels, shifts, strict=True)])
    edge = (pixels.shape[1] - SIZE) // 2
    centre = pixels[:, edge : edge + SIZE, edge : edge + SIZE]
    return np.stack([np.roll(p, tuple(s - ROLL), (0, 1)) for p, s in zip(centre, shifts, strict=True)])


@dataclass(frozen=True)
class Answers:
    """What one network does with every photo."""

    right: NDArray[np.bool_]  # (N,) at the middle
    same: dict[str, NDArray[np.float64]]  # mode -> (N,)


def answers_of(backbone: Backbone, photos: LabelledPhotos) -> Answers:
    """The central window's class against the label, and how steady the class is under both kinds of shift."""
    edge = (photos.pixels.shape[1] - SIZE) // 2
    centre = photos.pixels[:, edge : edge + SIZE, edge : edge + SIZE]
    right = classes_of(backbone, centre) == photos.labels
    return Answers(right, {mode: same_shares(backbone, photos, mode, seed) for seed, mode in enumerate(MODES)})


def measure(backbone: Backbone, photos: LabelledPhotos, found: Answers) -> dict[str, Any]:
    """Everything the page shows of one network by itself."""
    counter = FlopCounterMode(display=False)
    with counter, torch.inference_mode():
        backbone(torch.zeros(1, 3, SIZE, SIZE))
    count = len(photos.labels)
    metrics: dict[str, Any] = {"accuracy": {**asdict(wilson(int(found.right.sum()), count)), "photos": count}}
    for seed, mode in enumerate(MODES):
        every = {"pairs": PAIRS * count, "photos": count, "pixels": furthest(photos, mode)}
        metrics[f"consistency_{mode}"] = {**bootstrapped(found.same[mode], seed), **every}
        alone = {"photos": int(found.right.sum()), "pixels": furthest(photos, mode)}
        metrics[f"consistency_{mode}_right"] = {**bootstrapped(found.same[mode][found.right], seed), **alone}
    parameters = sum(parameter.numel() for parameter in backbone.parameters())
    return {**metrics, "parameters": parameters, "macs": counter.get_total_flops() // 2}


def against(found: Answers, other: Answers) -> dict[str, Any]:
    """Paired differences of the first to the second, with 95 % intervals over photos; `right`: where both are."""
    both = found.right & other.right
    differences = {"accuracy": found.right.astype(float) - other.right}
    for mode in MODES:
        differences[f"consistency_{mode}"] = found.same[mode] - other.same[mode]
        differences[f"consistency_{mode}_right"] = (found.same[mode] - other.same[mode])[both]
    return {name: {**bootstrapped(each, 2), "photos": len(each)} for name, each in differences.items()}


def ship(kind: str, run: Path) -> tuple[Backbone, dict[str, Any]]:
    """Write one network's weights; the network as it is shipped, and its manifest row without measurements."""
    backbone = build_small(kind)
    kept = torch.load(run / f"small_{kind}.pt", weights_only=True)["model"]
    # Measured as it is shipped: rounded to half precision.
    state = {key: value.half() if value.is_floating_point() else value for key, value in kept.items()}
    backbone.load_state_dict({key: value.float() for key, value in state.items()})
    path = FOLDER / f"small_{kind}.safetensors"
    save_file({key: value.contiguous() for key, value in state.items()}, path)
    return backbone.eval(), {
        "file": path.name,
        "sha256": sha256_of(path),
        "licence": "Apache-2.0; trained on Caltech-101 (CC BY 4.0), none of which is included",
        "script": "python -m models.training.small_cnns, then python -m models.training.ship_small",
        "data": "Caltech-101's 101 classes, train split of 6,982 photos; measured on the test split of 1,695",
        "config": {"pooling": kind},
        "training": asdict(read_recipe()),
        "calibration": {},
    }


def shipped(kind: str) -> tuple[Backbone, dict[str, Any]]:
    """What is shipped already, and its manifest row."""
    return load_named(f"small_{kind}"), manifest()["weights"][f"small_{kind}"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--run", type=Path)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    photos = read_caltech(arguments.data, read_recipe().larger)["test"]
    found: dict[str, Answers] = {}
    for kind in POOLINGS:
        backbone, row = ship(kind, arguments.run) if arguments.run else shipped(kind)
        found[kind] = answers_of(backbone, photos)
        metrics = measure(backbone, photos, found[kind])
        if kind != POOLINGS[0]:
            metrics["against_max"] = against(found[kind], found[POOLINGS[0]])
        write_row(f"small_{kind}", {**row, "metrics": metrics})
        print(kind, json.dumps(metrics), flush=True)


if __name__ == "__main__":
    main()
