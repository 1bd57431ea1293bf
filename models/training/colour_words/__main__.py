"""Train how colours are read from pixels, join it to the words' model on Flickr8k's dev split, and ship the numbers.

python -m models.training.colour_words.sightings --data PHOTOS --graphs var/engine --split SPLIT --photos N --out WORK
                                                                    (for train, coco and dev)
python -m models.training.colour_words --work WORK
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
from scipy.optimize import minimize
from torch import Tensor
from torch.nn import functional

from models.colour.reader import COLOUR_WORDS, LEVELS, cell_bins, heat_of
from models.results import FloatArray
from models.training.colour_words.network import ColourNetwork
from models.training.colour_words.sightings import Sightings, read_sightings, together
from models.training.manifest import write_row
from models.training.recipes import recipe_of
from models.weights import FOLDER, known, sha256_of

CONFIG = Path(__file__).parents[1] / "configs" / "colour_words.json"
GRID, TAUGHT = (28, 28), ("train", "coco")


@dataclass(frozen=True)
class Recipe:
    """How the numbers are trained."""

    hidden: int
    steps: int
    batch: int  # colours of captions that a step sees
    learning_rate: float
    weight_decay: float
    mix_decay: float  # of what other colours say of one
    absent: float  # weight of the colours that nobody says, beside the one that is said
    balance: float  # 0: a colour counts as often as captions say it; 1: all colours count the same
    heat: tuple[float, float, float]  # powers: of the noun's evidence, of the word's beside it, of the word's alone
    seed: int


@dataclass(frozen=True)
class Lessons:
    """Sightings as shares of the bins of RGB."""

    seen: Sightings
    under: Tensor  # (N, 2, B), under the heat of the caption and of the changed one
    photo: Tensor  # (N, B)


def read_recipe(changes: list[str], path: Path = CONFIG) -> Recipe:
    """The recipe of the JSON file, with some of it said otherwise (`name=value`)."""
    return recipe_of(Recipe, path, changes)


def lessons_of(seen: Sightings, heat: tuple[float, float, float]) -> Lessons:
    """Count every photo's bins, evenly and under the heat."""
    powers = np.array(heat, np.float32)
    warm = np.where(
        seen.lone[:, None, None],
        heat_of(seen.own.astype(np.float32), None, powers),
        heat_of(seen.own.astype(np.float32), seen.noun.astype(np.float32), powers),
    )
    bins = np.stack([cell_bins(patches, GRID) for patches in seen.patches])
    under = np.zeros((*warm.shape[:2], LEVELS**3), np.float32)
    for row, which in np.ndindex(*warm.shape[:2]):
        own = bins[seen.photo[row]]
        under[row, which] = np.bincount(
            own.ravel(), np.repeat(warm[row, which] / own.shape[1], own.shape[1]), LEVELS**3
        )
    whole = np.stack([np.bincount(own.ravel(), minlength=LEVELS**3) / own.size for own in bins]).astype(np.float32)
    return Lessons(seen, torch.from_numpy(under), torch.from_numpy(whole[seen.photo]))


def train(recipe: Recipe, lessons: Lessons) -> ColourNetwork:
    """Every colour of a caption against all that no caption of its photo says."""
    torch.manual_seed(recipe.seed)
    network, lone = ColourNetwork(recipe.hidden), torch.from_numpy(lessons.seen.lone)
    said, colour = torch.from_numpy(lessons.seen.said), torch.from_numpy(lessons.seen.colour[:, 0])
    optimizer = torch.optim.AdamW(network.parameters(), recipe.learning_rate, weight_decay=recipe.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, recipe.learning_rate, recipe.steps, pct_start=0.1)
    for step in range(recipe.steps):
        rows = torch.randperm(len(lone))[: recipe.batch]
        seen = network(lessons.under[rows, 0], lessons.photo[rows], lone[rows])
        loss = loss_of(seen, said[rows], colour[rows], recipe)
        total = loss + recipe.mix_decay * network.mix.square().sum()
        optimizer.zero_grad()
        total.backward()
        optimizer.step()
        schedule.step()
        if step % 100 == 0:
            print(f"step {step} loss {float(loss.detach()):.3f}", flush=True)
    return network.eval()


def loss_of(logits: Tensor, said: Tensor, colour: Tensor, recipe: Recipe) -> Tensor:
    """The caption's colour (N,) is seen; those that nobody says, not `said` (N, C), are not."""
    weight = (torch.bincount(colour, minlength=said.shape[1]).float() ** -recipe.balance)[colour]
    right = functional.logsigmoid(logits[torch.arange(len(said)), colour]) * weight / weight.mean()
    wrong = (functional.logsigmoid(-logits) * ~said).sum(1) / (~said).sum(1).clamp(min=1)
    return -(right + recipe.absent * wrong).mean()


@torch.inference_mode()
def score(network: ColourNetwork, lessons: Lessons) -> FloatArray:
    """What is seen of the caption's colour and of the other one, (N, 2)."""
    lone, colour = torch.from_numpy(lessons.seen.lone), lessons.seen.colour
    logits = np.stack([network(lessons.under[:, which], lessons.photo, lone).numpy() for which in (0, 1)], 1)
    return np.asarray(np.take_along_axis(logits, colour[..., None], 2)[..., 0], np.float32)


def join(old: FloatArray, seen: FloatArray) -> NDArray[np.float64]:
    """(weight of old, weight of seen, shift), by logistic regression of true against other, columns of both (N, 2).

    True and other weigh the same, as for every word's score (models/training/ship.py).
    """
    facts = np.stack([old, seen, np.ones_like(old)], -1)

    def loss(weights: NDArray[np.float64]) -> float:
        logits = facts @ weights
        return float(np.logaddexp(0, -logits[:, 0]).mean() + np.logaddexp(0, logits[:, 1]).mean())

    found: NDArray[np.float64] = minimize(loss, np.array([0.5, 0.5, 0.0]), method="Nelder-Mead").x
    return found


def shares(logits: FloatArray, bar: float) -> dict[str, float]:
    """What the evaluation measures, of (N, 2): true and other."""
    true, other = logits.T
    found = {"above": true > other, "true_found": true >= bar, "still_found": other >= bar}
    return {name: round(float(each.mean()), 4) for name, each in found.items()} | {"trials": len(true)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument(
        "--set", nargs="*", default=[], metavar="NAME=VALUE", help="what is otherwise than in the recipe"
    )
    parser.add_argument("--try", dest="ship", action="store_false", help="say how it does on dev, ship nothing")
    args = parser.parse_args()
    recipe = read_recipe(args.set)
    taught = together([read_sightings(args.work, split) for split in TAUGHT])
    dev = read_sightings(args.work, "dev")
    network = train(recipe, lessons_of(taught, recipe.heat))
    row, arrays = finish(recipe, network, lessons_of(dev, recipe.heat))
    print(json.dumps(row, indent=2))
    if args.ship:
        path = FOLDER / f"{COLOUR_WORDS}.safetensors"
        save_file(arrays, path)
        data = (
            f"{len(taught.photo):,} colours in captions of {len(taught.patches):,} photos of Flickr8k's train split "
            f"and of COCO train2017; joined to the words' model on {len(dev.photo):,} colours of Flickr8k's dev split"
        )
        head = {
            "file": path.name,
            "sha256": sha256_of(path),
            "licence": "Apache-2.0; trained on photos and captions for research use, none of which is included",
            "script": "python -m models.training.colour_words.sightings, then python -m models.training.colour_words",
            "data": data,
        }
        write_row(COLOUR_WORDS, head | row)


def finish(recipe: Recipe, network: ColourNetwork, lessons: Lessons) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """The manifest's row and the numbers to keep, joined to the words' model on the dev split."""
    dev, calibration = lessons.seen, known("cross_attention").calibration
    old = calibration["word_slope"] * (dev.presence - calibration["word_shift"])
    bar = float(np.log(calibration["threshold"] / (1 - calibration["threshold"])))
    seen, joined, metrics = score(network, lessons), [], {}
    for lone in (False, True):
        rows = dev.lone == lone
        weights = join(old[rows], seen[rows])
        joined.append(weights)
        metrics["alone" if lone else "with_a_noun"] = {
            "before": shares(old[rows], bar),
            "colour_by_itself_above": round(float((seen[rows, 0] > seen[rows, 1]).mean()), 4),
            "joined": shares(old[rows] * weights[0] + seen[rows] * weights[1] + weights[2], bar),
        }
    arrays = network.arrays()
    arrays["heat"] = torch.tensor(recipe.heat)
    arrays["join"] = torch.tensor(np.stack(joined), dtype=torch.float32)
    return {
        "config": {"hidden": recipe.hidden},
        "training": asdict(recipe),
        "metrics": {"flickr8k_dev": metrics},
    }, arrays


if __name__ == "__main__":
    main()
