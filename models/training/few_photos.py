"""Fewer weights need less data: a small convolution net and a dense one on 10, 30 and 100 % of the same photos.

    python -m models.training.few_photos --data caltech101_112.tar

Both are trained from nothing by the same recipe on the same photos of Caltech-101's train split (32 x 32 px, nothing
mirrored, moved or cut), for the same number of steps; the shares are nested, so that more photos are those and others.
Both normalise after each of their layers. Writes models/weights/few_photos.json: per net, share and seed the accuracy
on the photos that were trained on, on the test split, and on the test split moved by up to `moved` pixels either way,
with edges that repeat. About a quarter of an hour on one core. Widths, steps and normalisation were chosen on a sixth
of the train split; the test split only grades.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.few_photos import FILE
from models.training.caltech import LabelledPhotos, read_caltech
from models.training.recipes import recipe_of

CONFIG = Path(__file__).parent / "configs" / "few_photos.json"
WIDTHS = (32, 64, 128)  # of the convolutions
HIDDEN = 256  # of the dense net's two layers


@dataclass(frozen=True)
class FewRecipe:
    """How both are trained."""

    steps: int
    batch: int
    learning_rate: float
    weight_decay: float
    side: int  # pixels
    moved: int  # pixels, at most, of the test photos that are moved
    shares: tuple[float, ...]
    seeds: tuple[int, ...]


def read_recipe(path: Path = CONFIG) -> FewRecipe:
    """The recipe of a JSON file."""
    return recipe_of(FewRecipe, path)


def build(kind: str, side: int, classes: int) -> nn.Module:
    """`convolution`: three 3x3 convolutions with pooling between them, then the mean; `dense`: every pixel to all."""
    if kind == "dense":
        first, second = nn.Linear(3 * side * side, HIDDEN), nn.Linear(HIDDEN, HIDDEN)
        hidden = [first, nn.BatchNorm1d(HIDDEN), nn.ReLU(), second, nn.BatchNorm1d(HIDDEN), nn.ReLU()]
        return nn.Sequential(nn.Flatten(), *hidden, nn.Linear(HIDDEN, classes))
    layers: list[nn.Module] = []
    for channels, width in zip((3, *WIDTHS), WIDTHS, strict=False):
        layers += [nn.Conv2d(channels, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU(), nn.MaxPool2d(2)]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(WIDTHS[-1], classes))


def as_input(pixels: NDArray[np.uint8]) -> Tensor:
    """(N, S, S, 3) uint8 -> (N, 3, S, S) float32, about -1..1."""
    return torch.from_numpy(np.ascontiguousarray(pixels.transpose(0, 3, 1, 2))).float() / 64 - 2


def train(kind: str, photos: LabelledPhotos, rows: NDArray[np.int64], recipe: FewRecipe, seed: int) -> nn.Module:
    """One net on the photos of `rows`."""
    torch.manual_seed(seed)
    rng, net = np.random.default_rng(seed), build(kind, recipe.side, len(photos.classes))
    optimizer = torch.optim.AdamW(net.parameters(), recipe.learning_rate, weight_decay=recipe.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, recipe.learning_rate, total_steps=recipe.steps)
    for _ in range(recipe.steps):
        chosen = rng.choice(rows, recipe.batch)
        loss = nn.functional.cross_entropy(
            net(as_input(photos.pixels[chosen])), torch.from_numpy(photos.labels[chosen])
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return net.eval()


def moved(pixels: NDArray[np.uint8], most: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """(N, S, S, 3): each photo by up to `most` pixels down and to the right, or up and to the left; edges repeat."""
    side, ends = pixels.shape[1], ((0, 0), (most, most), (most, most), (0, 0))
    padded = np.pad(pixels, ends, mode="edge")
    corners = rng.integers(0, 2 * most + 1, (len(pixels), 2))
    return np.stack(
        [photo[top : top + side, left : left + side] for photo, (top, left) in zip(padded, corners, strict=True)]
    )


@torch.inference_mode()
def accuracy(net: nn.Module, photos: LabelledPhotos, rows: NDArray[np.int64]) -> float:
    """Share of photos that get their class."""
    guesses = [net(as_input(photos.pixels[part])).argmax(1) for part in np.array_split(rows, 1 + len(rows) // 256)]
    return float((torch.cat(guesses).numpy() == photos.labels[rows]).mean())


def measure(photos: dict[str, LabelledPhotos], recipe: FewRecipe) -> list[dict[str, Any]]:
    """A row per net, share and seed."""
    count, tests = len(photos["train"].labels), np.arange(len(photos["test"].labels))
    elsewhere = replace(photos["test"], pixels=moved(photos["test"].pixels, recipe.moved, np.random.default_rng(0)))
    found: list[dict[str, Any]] = []
    for seed in recipe.seeds:
        order = np.random.default_rng(seed).permutation(count)
        for share in recipe.shares:
            rows = order[: round(share * count)]
            for kind in ("convolution", "dense"):
                net = train(kind, photos["train"], rows, recipe, seed)
                seen, unseen = accuracy(net, photos["train"], rows), accuracy(net, photos["test"], tests)
                away = accuracy(net, elsewhere, tests)
                weights = sum(parameter.numel() for parameter in net.parameters())
                row = {"net": kind, "weights": weights, "share": share, "photos": len(rows), "seed": seed}
                found.append({**row, "seen": seen, "unseen": unseen, "moved": away})
                print(json.dumps(found[-1]), flush=True)
    return found


def main() -> None:
    """Train all, write what was measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=FILE)
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    recipe = read_recipe()
    photos = read_caltech(arguments.data, recipe.side)
    tests = {"tests": len(photos["test"].labels), "classes": len(photos["test"].classes)}
    stored = {"recipe": asdict(recipe), **tests, "rows": measure(photos, recipe)}
    arguments.out.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
