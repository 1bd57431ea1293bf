"""What one step sees: groups of four photos to match, and photos whose words have places.

Batches depend on the seed and the number of the step alone, so all strategies see the same, and a run that was stopped
goes on with what it would have seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.fusion.strategy import FusionStrategy
from models.pointing import FractionBox, coverage
from models.training.fusion_lab import GROUP
from models.training.fusion_places.cache import PlacesData, Rows, pooling_of
from models.training.fusion_places.photos import TRAIN
from models.training.fusion_places.recipe import PlacesRecipe
from models.training.fusion_places.words import PlacedWord


@dataclass(frozen=True)
class Step:
    """Photos with one caption each: groups to match, one after another, then those that only place."""

    captions: Rows
    photos: Rows
    mirrored: NDArray[np.bool_]
    groups: int

    def pairs(self) -> tuple[Tensor, Tensor, Tensor]:
        """Photo and caption of all pairs inside the groups, then of the others; and which pairs are true."""
        base = torch.arange(self.groups).repeat_interleave(GROUP * GROUP) * GROUP
        inner = torch.arange(GROUP * GROUP).repeat(self.groups)
        alone = torch.arange(self.groups * GROUP, len(self.captions))
        photo, caption = torch.cat([base + inner // GROUP, alone]), torch.cat([base + inner % GROUP, alone])
        return photo, caption, torch.nonzero(photo == caption)[:, 0]


def mirror(boxes: tuple[FractionBox, ...]) -> tuple[FractionBox, ...]:
    """Boxes of the photo read from right to left."""
    return tuple((1 - right, top, 1 - left, bottom) for left, top, right, bottom in boxes)


class Sampler:
    """Draws a step."""

    def __init__(self, data: PlacesData, recipe: PlacesRecipe, seed: int) -> None:
        self.data, self.recipe, self.seed = data, recipe, seed
        self.captions = data.captions_of(TRAIN)
        self.vectors = data.vectors[self.captions]
        self.by_label = captions_by_label(data, self.captions)
        sizes = np.array([len(each) for each in self.by_label.values()], float)
        self.labels, self.chances = list(self.by_label), sizes**0.5 / (sizes**0.5).sum()

    def step(self, number: int) -> Step:
        """Step `number` of this seed."""
        rng = np.random.default_rng((self.seed, number))
        captions = [self.group(rng) for _ in range(self.recipe.groups)]
        for _ in range(self.recipe.placed):
            pool = self.by_label[self.labels[rng.choice(len(self.labels), p=self.chances)]]
            captions.append(rng.choice(pool, 1))
        chosen = np.concatenate(captions).astype(np.int64)
        mirrored = rng.random(len(chosen)) < 0.5
        return Step(chosen, self.data.caption_photo[chosen], mirrored, self.recipe.groups)

    def group(self, rng: np.random.Generator) -> Rows:
        """Four captions of four photos, half of the time near neighbours of one another."""
        while True:
            anchor = int(rng.choice(self.captions))
            pool = self.captions
            if rng.random() < self.recipe.near:
                closeness = self.vectors @ self.data.vectors[anchor]
                pool = pool[np.argpartition(-closeness, self.recipe.neighbours)[: self.recipe.neighbours]]
            chosen = {int(self.data.caption_photo[anchor]): anchor}
            for caption in rng.choice(pool, 40):
                if len(chosen) < GROUP:
                    chosen.setdefault(int(self.data.caption_photo[caption]), int(caption))
            if len(chosen) == GROUP:
                return np.array(list(chosen.values()))


def captions_by_label(data: PlacesData, captions: Rows) -> dict[str, Rows]:
    """Class -> captions that name it and whose photo has boxes of it."""
    found = defaultdict(list)
    for caption in captions:
        for label in {label for word in data.words[caption] for label in word.labels}:
            found[label].append(caption)
    return {label: np.array(rows) for label, rows in sorted(found.items())}


@dataclass(frozen=True)
class Targets:
    """Where the words of some captions are: K words in all."""

    rows: Tensor  # (K,) which of the captions
    pooling: Tensor  # (K, T)
    inside: list[Tensor]  # (K, P) of each grid


def targets_of(
    words: Sequence[tuple[PlacedWord, ...]], mirrored: NDArray[np.bool_], length: int, sides: list[int]
) -> Targets:
    """Words of each caption, on square grids of these sides."""
    found = [
        (row, pooling_of(word.tokens, length), mirror(word.boxes) if mirrored[row] else word.boxes)
        for row, each in enumerate(words)
        for word in each
    ]
    inside = [[torch.from_numpy(coverage(boxes, (side, side))).flatten() for _, _, boxes in found] for side in sides]
    stack = [
        torch.stack(each) if each else torch.zeros(0, side * side) for each, side in zip(inside, sides, strict=True)
    ]
    pooling = torch.stack([each for _, each, _ in found]) if found else torch.zeros(0, length)
    return Targets(torch.tensor([row for row, _, _ in found], dtype=torch.int64), pooling, stack)


def sides_of(model: FusionStrategy, grids: dict[str, Tensor]) -> list[int]:
    """The side of the grid of each attention; multi-scale names its attention for the stage."""
    stages = model.stages
    return [grids[kind.name if kind.name in stages else stages[-1]].shape[1] for kind in model.attention_kinds]
