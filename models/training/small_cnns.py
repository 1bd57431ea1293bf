"""Train the four small CNNs that differ in their pooling alone, with one recipe and one seed.

python -m models.training.small_cnns --data caltech101_112.tar --out RUN [--only max,blur]

Each network gets the same photos in the same order with the same random crops and mirrorings; it is kept as
RUN/small_KIND.pt after every epoch, and a run that was cut off goes on from there. `models.training.ship_small`
makes the shipped weights.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.backbone import Backbone
from models.backbones.small_cnn import POOLINGS, SIZE, build_small
from models.training.caltech import LabelledPhotos, read_caltech
from models.training.recipes import recipe_of

CONFIG = Path(__file__).parent / "configs" / "small_cnns.json"


@dataclass(frozen=True)
class SmallRecipe:
    """How all four are trained."""

    epochs: int
    batch: int
    learning_rate: float
    momentum: float
    weight_decay: float
    label_smoothing: float
    larger: int  # side to which a photo is squashed before a window of 64 px is cut from it
    seed: int


def read_recipe(path: Path = CONFIG) -> SmallRecipe:
    """The recipe of a JSON file."""
    return recipe_of(SmallRecipe, path)


def as_input(pixels: NDArray[np.uint8], backbone: Backbone) -> Tensor:
    """(N, S, S, 3) uint8 -> (N, 3, S, S) float32, normalised as the backbone wants it."""
    given = backbone.preprocessing
    planes = torch.from_numpy(np.ascontiguousarray(pixels.transpose(0, 3, 1, 2))).float()
    normal = (planes - given.mean[0]) / given.std[0]
    return normal.contiguous(memory_format=torch.channels_last)


def windows(pixels: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """A random window of each photo, half of them mirrored: (N, L, L, 3) -> (N, SIZE, SIZE, 3)."""
    room = pixels.shape[1] - SIZE + 1
    cut = np.empty((len(pixels), SIZE, SIZE, 3), np.uint8)
    for index, photo in enumerate(pixels):
        top, left = rng.integers(0, room, 2)
        window = photo[top : top + SIZE, left : left + SIZE]
        cut[index] = window[:, ::-1] if rng.random() < 0.5 else window
    return cut


def train(kind: str, photos: LabelledPhotos, recipe: SmallRecipe, out: Path) -> Backbone:
    """One network, resumed where `out` holds an unfinished one."""
    torch.manual_seed(recipe.seed)
    backbone = build_small(kind).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimizer = torch.optim.SGD(
        backbone.parameters(), recipe.learning_rate, recipe.momentum, weight_decay=recipe.weight_decay, nesterov=True
    )
    steps = len(photos.labels) // recipe.batch
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, recipe.learning_rate, total_steps=steps * recipe.epochs, pct_start=0.15
    )
    path = out / f"small_{kind}.pt"
    first = _resume(path, backbone, optimizer, schedule)
    for epoch in range(first, recipe.epochs):
        started = time.monotonic()
        loss = _epoch(backbone, photos, recipe, epoch, optimizer, schedule)
        kept: dict[str, Any] = {"epoch": epoch + 1, "model": backbone.state_dict(), "optimizer": optimizer.state_dict()}
        torch.save({**kept, "schedule": schedule.state_dict()}, path)
        seconds = time.monotonic() - started
        print(f"{kind} epoch {epoch + 1}/{recipe.epochs} loss {loss:.3f} {seconds:.0f} s", flush=True)
    return backbone.eval()


def _resume(path: Path, backbone: nn.Module, optimizer: Any, schedule: Any) -> int:
    if not path.exists():
        return 0
    kept = torch.load(path, weights_only=True)
    backbone.load_state_dict(kept["model"])
    optimizer.load_state_dict(kept["optimizer"])
    schedule.load_state_dict(kept["schedule"])
    return int(kept["epoch"])


def _epoch(
    backbone: Backbone, photos: LabelledPhotos, recipe: SmallRecipe, epoch: int, optimizer: Any, schedule: Any
) -> float:
    backbone.train()
    rng = np.random.default_rng((recipe.seed, epoch))
    order = rng.permutation(len(photos.labels))
    losses = []
    for start in range(0, len(order) - recipe.batch + 1, recipe.batch):
        rows = order[start : start + recipe.batch]
        inputs = as_input(windows(photos.pixels[rows], rng), backbone)
        with torch.autocast("cpu", torch.bfloat16):
            logits = backbone(inputs)
        loss = nn.functional.cross_entropy(
            logits.float(), torch.from_numpy(photos.labels[rows]), label_smoothing=recipe.label_smoothing
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
    return float(np.mean(losses))


def accuracy(backbone: Backbone, photos: LabelledPhotos) -> float:
    """Share of photos whose central window gets its class."""
    edge = (photos.pixels.shape[1] - SIZE) // 2
    centre = photos.pixels[:, edge : edge + SIZE, edge : edge + SIZE]
    with torch.inference_mode():
        guesses = [backbone(as_input(part, backbone)).argmax(1) for part in np.array_split(centre, len(centre) // 64)]
    return float((torch.cat(guesses).numpy() == photos.labels).mean())


def main() -> None:
    """Train what is asked for, one after another."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", default=",".join(POOLINGS))
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    recipe = read_recipe()
    photos = read_caltech(arguments.data, recipe.larger)
    arguments.out.mkdir(parents=True, exist_ok=True)
    for kind in arguments.only.split(","):
        backbone = train(kind, photos["train"], recipe, arguments.out)
        print(f"{kind} accuracy on the test split {accuracy(backbone, photos['test']):.4f}", flush=True)


if __name__ == "__main__":
    main()
