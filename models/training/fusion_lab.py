"""Train fusion strategies at 224 pixels, to match, on the same data by the same recipe.

    python -m models.training.fusion_lab --cache CACHE --out RUN [--only late_dual,multimodal] [--seeds 0,1,2]

What models/training/fusion_places goes on from. `early` reads patches of pixels, has nothing to begin with and is
trained there alone.

A batch is groups of four photos with one caption each; all sixteen pairs of a group are scored, and the loss is the
cross-entropy of the right caption among four for each photo, of the right photo among four for each caption, and of
each pair by itself (true or not, both weighing the same), which makes logits of different photos comparable. In
half of the groups the captions are near neighbours of one another, so that the four differ in detail. Batches depend
on the seed alone, so all strategies see the same pairs in the same order.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from models.fusion.catalogue import STRATEGIES, build_strategy
from models.fusion.strategy import FusionStrategy
from models.fusion.streams import PATCHES
from models.training.fusion_data import FusionData, read_fusion_data
from models.training.precision import autocast
from models.training.recipes import recipe_of

CONFIG = Path(__file__).parent / "configs" / "fusion_lab.json"
GROUP = 4
NAMES = tuple(strategy.name for strategy in STRATEGIES if PATCHES not in strategy.stages)


@dataclass(frozen=True)
class FusionRecipe:
    """How all strategies are trained."""

    steps: int
    groups: int  # of four true pairs each, per step
    near: float  # share of groups that are made of near neighbours
    neighbours: int  # how many nearest captions they are drawn from
    learning_rate: float
    weight_decay: float
    warmup: int
    seeds: tuple[int, ...]


def read_recipe(path: Path = CONFIG) -> FusionRecipe:
    """The recipe of a JSON file."""
    return recipe_of(FusionRecipe, path)


class Batches:
    """Groups of captions, each with a photo of its own, and whether the photo is mirrored."""

    def __init__(self, data: FusionData, recipe: FusionRecipe, seed: int) -> None:
        self.data, self.recipe = data, recipe
        self.rng = np.random.default_rng(seed)
        self.captions = data.captions_of("train")
        self.vectors = data.vectors[self.captions]

    def group(self) -> NDArray[np.int64]:
        """Four captions of four photos."""
        anchor = int(self.rng.choice(self.captions))
        pool = self.captions
        if self.rng.random() < self.recipe.near:
            closeness = self.vectors @ self.data.vectors[anchor]
            pool = self.captions[np.argpartition(-closeness, self.recipe.neighbours)[: self.recipe.neighbours]]
        chosen = [anchor]
        photos = {int(self.data.caption_photo[anchor])}
        for caption in self.rng.permutation(pool) if len(pool) < 1000 else self.rng.choice(pool, 40):
            photo = int(self.data.caption_photo[caption])
            if photo not in photos and len(chosen) < GROUP:
                chosen.append(int(caption))
                photos.add(photo)
        return np.array(chosen) if len(chosen) == GROUP else self.group()

    def batch(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Rows of the photo cache and captions, (4 x groups,) each; row i is caption i's photo."""
        captions = np.concatenate([self.group() for _ in range(self.recipe.groups)])
        mirrored = self.rng.integers(0, 2, len(captions))
        return self.data.photo_rows[self.data.caption_photo[captions], mirrored], captions


def pair_scores(
    model: FusionStrategy, data: FusionData, rows: NDArray[np.int64], captions: NDArray[np.int64]
) -> Tensor:
    """Match logits of all pairs inside each group: (groups, 4 photos, 4 captions)."""
    states, mask = data.caption_states(captions, model.depths)
    groups = len(captions) // GROUP
    base = torch.arange(groups).repeat_interleave(GROUP * GROUP) * GROUP
    inner = torch.arange(GROUP * GROUP).repeat(groups)
    photo, caption = base + inner // GROUP, base + inner % GROUP
    with autocast(data.dtype):
        seen = tuple(part[photo] for part in model.see(data.photo_grids(rows, model.stages)))
        heard = tuple(part[caption] for part in model.hear(states, mask))
        logits, _ = model.fuse(seen, heard, mask[caption])
    return logits.float().view(groups, GROUP, GROUP)


def group_loss(scores: Tensor) -> Tensor:
    """The loss of all pairs inside each group: (groups, 4 photos, 4 captions) -> ()."""
    groups = len(scores)
    target = torch.arange(GROUP).repeat(groups)
    right = torch.eye(GROUP).expand(groups, -1, -1)
    caption = cross_entropy(scores.flatten(0, 1), target)
    photo = cross_entropy(scores.transpose(1, 2).flatten(0, 1), target)
    pair = binary_cross_entropy_with_logits(scores, right, pos_weight=torch.tensor(GROUP - 1.0))
    return caption + photo + pair


LossOf = Callable[[FusionStrategy, FusionData, NDArray[np.int64], NDArray[np.int64]], Tensor]


def match_loss(model: FusionStrategy, data: FusionData, rows: NDArray[np.int64], captions: NDArray[np.int64]) -> Tensor:
    """Of a batch."""
    return group_loss(pair_scores(model, data, rows, captions))


def train(
    model: FusionStrategy, data: FusionData, recipe: FusionRecipe, seed: int, loss_of: LossOf = match_loss
) -> None:
    """In place; prints the loss now and then."""
    learned = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(learned, recipe.learning_rate, betas=(0.9, 0.98), weight_decay=recipe.weight_decay)
    batches, started, losses = Batches(data, recipe, seed), time.monotonic(), []
    model.train()
    for step in range(recipe.steps):
        rate = min(1.0, (step + 1) / recipe.warmup) * 0.5 * (1 + math.cos(math.pi * step / recipe.steps))
        for group in optimizer.param_groups:
            group["lr"] = recipe.learning_rate * rate
        loss = loss_of(model, data, *batches.batch())
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        losses.append(loss.item())
        if (step + 1) % 200 == 0:
            spent = time.monotonic() - started
            print(
                f"{model.name} seed {seed} step {step + 1} loss {np.mean(losses[-200:]):.3f} {spent:.0f} s", flush=True
            )
    model.eval()


def train_missing(
    arguments: argparse.Namespace,
    build: Callable[[str], FusionStrategy],
    data: FusionData,
    recipe: FusionRecipe,
    loss_of: LossOf = match_loss,
) -> None:
    """Every seed of every name that is asked for (`out`, `only`, `seeds`), but for those whose file is there."""
    arguments.out.mkdir(parents=True, exist_ok=True)
    seeds = [int(seed) for seed in arguments.seeds.split(",")] if arguments.seeds else list(recipe.seeds)
    for seed in seeds:
        for name in arguments.only.split(","):
            path = arguments.out / f"{name}-{seed}.pt"
            if path.exists():
                continue
            torch.manual_seed(seed)
            model = build(name)
            train(model, data, recipe, seed, loss_of)
            torch.save(model.own_state(), path)


def parser_of(description: str | None, names: Iterable[str]) -> argparse.ArgumentParser:
    """What `train_missing` asks for; `names` is what is trained unless some are chosen."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", default=",".join(names))
    parser.add_argument("--seeds", default="")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    return parser


def main() -> None:
    """Train what is missing in RUN; a finished strategy and seed is a file there."""
    arguments = parser_of(__doc__, NAMES).parse_args()
    torch.set_num_threads(arguments.threads)
    recipe, data = read_recipe(), read_fusion_data(arguments.cache)
    train_missing(arguments, build_strategy, data, recipe)


if __name__ == "__main__":
    main()
