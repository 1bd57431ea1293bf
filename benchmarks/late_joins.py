"""Fit and measure late fusion by sum and by product (models/fusion/late_joins.py).

    python -m benchmarks.late_joins DATA

DATA holds train_real.tar. Least squares with a little shrinkage on Flickr8k's dev split: true pairs are 1, pairs with
the caption of the photo 1 to 7 places on are -1, both weighing the same. Measured on the test split, true pairs against
those with the next photo's caption. None of these photos was trained on. `make bench-record` keeps it.
"""

from __future__ import annotations

import argparse
import json
import tarfile
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from app.settings import Settings
from benchmarks.record import measured
from models.engine.fusion.engine import load_fusion
from models.fusion.late_joins import FILE, WEIGHTS, Join, joined, photo_vector, sentence_vector
from models.results import FloatArray
from models.weights import digest_of

SWAPS, SHRINKAGE = 7, 1e-2
Vectors = tuple[FloatArray, FloatArray]  # photos, their captions: (N, 256) each


def vectors(data: Path, most: int) -> dict[str, Vectors]:
    """Of the photos of both splits and their first captions."""
    settings = Settings()
    engine = load_fusion(settings.cache_dir)
    found: dict[str, tuple[list[FloatArray], list[FloatArray]]] = {"dev": ([], []), "test": ([], [])}
    with tarfile.open(data / "train_real.tar") as archive:
        rows = {row["image"]: row for row in json.load(archive.extractfile("train_real/captions.json"))}  # type: ignore[arg-type]
        for member in archive:
            row = rows.get(Path(member.name).name)
            if row is None or row["split"] not in found or len(found[row["split"]][0]) >= most:
                continue
            pixels = np.asarray(Image.open(BytesIO(archive.extractfile(member).read())).convert("RGB"))  # type: ignore[union-attr]
            photos, captions = found[row["split"]]
            photos.append(photo_vector(engine.look(pixels)))
            captions.append(sentence_vector(engine.hear(row["captions"][0])))
    return {split: (np.stack(photos), np.stack(captions)) for split, (photos, captions) in found.items()}


def fit(join: Join, both: Vectors) -> tuple[np.ndarray, float]:
    """Weights (256,) and bias of the linear layer that tells true pairs from swapped ones best."""
    photos, captions = both
    pairs = [joined(join, photos, np.roll(captions, -swap, 0)) for swap in range(SWAPS + 1)]
    inputs = np.concatenate(pairs).astype(np.float64)
    inputs = np.concatenate([inputs, np.ones((len(inputs), 1))], 1)
    count = len(photos)
    targets = np.concatenate([np.ones(count), -np.ones(count * SWAPS)])
    weight = np.concatenate([np.ones(count), np.full(count * SWAPS, 1 / SWAPS)])
    square = (inputs * weight[:, None]).T @ inputs
    square += SHRINKAGE * np.trace(square) / len(square) * np.eye(len(square))
    solved = np.linalg.solve(square, inputs.T @ (weight * targets))
    return solved[:-1], float(solved[-1])


def measure(join: Join, found: dict[str, Vectors]) -> dict[str, Any]:
    """Fitted on dev, measured on test."""
    weights, bias = fit(join, found["dev"])
    photos, captions = found["test"]
    right, wrong = (joined(join, photos, np.roll(captions, -swap, 0)) @ weights + bias for swap in (0, 1))
    return {
        "accuracy": float(50 * ((right > 0).mean() + (wrong <= 0).mean())),
        "above": float(100 * (right > wrong).mean()),
        "bias": bias,
        "weights": [round(float(value), 6) for value in weights],
    }


def main() -> None:
    """Fit, measure, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--most", type=int, default=1000)
    arguments = parser.parse_args()
    found = vectors(arguments.data, arguments.most)
    photos, captions = found["test"]
    cosine = (photos * captions).sum(1) > (photos * np.roll(captions, -1, 0)).sum(1)
    readouts = {join.value: measure(join, found) for join in Join}
    for name, row in readouts.items():
        print(f"{name:8} true or swapped {row['accuracy']:.1f} %, true above swapped {row['above']:.1f} %", flush=True)
    print(f"cosine   true above swapped {100 * cosine.mean():.1f} %")
    stored = {"digest": digest_of(WEIGHTS), "pairs": len(photos), "cosine_above": float(100 * cosine.mean())}
    measured(FILE).write_text(json.dumps({**stored, "readouts": readouts}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
