"""Turn the four trained small CNNs into shipped weights, measured on photos they did not see.

    python -m models.training.ship_small --data caltech101_112.tar --run RUN

Writes models/weights/small_KIND.safetensors (float16) and their manifest rows. Accuracy is that of the central window;
consistency is the share of random pairs of shifted windows that get the same top class. Two kinds of shift: a window
moved over a larger photo (real content comes in, up to 16 px) and the window rolled around its edges (up to 8 px).
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import save_file
from torch.utils.flop_counter import FlopCounterMode

from models.backbone import Backbone
from models.backbones.small_cnn import POOLINGS, SIZE, build_small
from models.statistics import wilson
from models.training.caltech import LabelledPhotos, read_caltech
from models.training.manifest import write_row
from models.training.small_cnns import as_input, read_recipe
from models.weights import FOLDER, sha256_of

PAIRS, ROLL, BATCH = 8, 8, 64
BOOTSTRAPS = 2000


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


def consistency(backbone: Backbone, photos: LabelledPhotos, mode: str, seed: int) -> dict[str, float | int]:
    """Share of pairs of shifts with the same top class, PAIRS pairs a photo."""
    rng = np.random.default_rng(seed)
    room = photos.pixels.shape[1] - SIZE
    most = room if mode == "crop" else 2 * ROLL
    same = np.zeros((PAIRS, len(photos.pixels)))
    for pair in range(PAIRS):
        shifts = rng.integers(0, most + 1, (2, len(photos.pixels), 2))
        first, second = (classes_of(backbone, shifted(photos.pixels, each, mode)) for each in shifts)
        same[pair] = first == second
    found: dict[str, float | int] = {**bootstrapped(same.mean(0), seed)}
    return {**found, "pairs": PAIRS * len(photos.pixels), "photos": len(photos.pixels), "pixels": most}


def shifted(pixels: NDArray[np.uint8], shifts: NDArray[np.int64], mode: str) -> NDArray[np.uint8]:
    """Windows (N, 64, 64, 3) at shifts (N, 2): cut from the larger photos, or the central window rolled."""
    if mode == "crop":
        return np.stack([p[y : y + SIZE, x : x + SIZE] for p, (y, x) in zip(pixels, shifts, strict=True)])
    edge = (pixels.shape[1] - SIZE) // 2
    centre = pixels[:, edge : edge + SIZE, edge : edge + SIZE]
    return np.stack([np.roll(p, tuple(s - ROLL), (0, 1)) for p, s in zip(centre, shifts, strict=True)])


def measure(backbone: Backbone, photos: LabelledPhotos) -> dict[str, Any]:
    """Everything the page shows of one network."""
    edge = (photos.pixels.shape[1] - SIZE) // 2
    centre = photos.pixels[:, edge : edge + SIZE, edge : edge + SIZE]
    hits = int((classes_of(backbone, centre) == photos.labels).sum())
    counter = FlopCounterMode(display=False)
    with counter, torch.inference_mode():
        backbone(torch.zeros(1, 3, SIZE, SIZE))
    return {
        "accuracy": {**asdict(wilson(hits, len(centre))), "photos": len(centre)},
        "consistency_crop": consistency(backbone, photos, "crop", 0),
        "consistency_circular": consistency(backbone, photos, "circular", 1),
        "parameters": sum(parameter.numel() for parameter in backbone.parameters()),
        "macs": counter.get_total_flops() // 2,
    }


def ship(kind: str, run: Path, photos: LabelledPhotos) -> dict[str, Any]:
    """Write one network's weights; its manifest row."""
    backbone = build_small(kind)
    kept = torch.load(run / f"small_{kind}.pt", weights_only=True)["model"]
    # Measured as it is shipped: rounded to half precision.
    state = {key: value.half() if value.is_floating_point() else value for key, value in kept.items()}
    backbone.load_state_dict({key: value.float() for key, value in state.items()})
    backbone.eval()
    path = FOLDER / f"small_{kind}.safetensors"
    save_file({key: value.contiguous() for key, value in state.items()}, path)
    return {
        "file": path.name,
        "sha256": sha256_of(path),
        "licence": "Apache-2.0; trained on Caltech-101 (CC BY 4.0), none of which is included",
        "script": "python -m models.training.small_cnns, then python -m models.training.ship_small",
        "data": "Caltech-101's 101 classes, train split of 6,982 photos; measured on the test split of 1,695",
        "config": {"pooling": kind},
        "training": asdict(read_recipe()),
        "calibration": {},
        "metrics": measure(backbone, photos),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    arguments = parser.parse_args()
    photos = read_caltech(arguments.data, read_recipe().larger)["test"]
    for kind in POOLINGS:
        row = ship(kind, arguments.run, photos)
        write_row(f"small_{kind}", row)
        print(kind, json.dumps(row["metrics"]), flush=True)


if __name__ == "__main__":
    main()
