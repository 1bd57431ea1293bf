"""What one step sees: groups of four photos to match, and photos whose words have places.

Some of the photos that only place are halves of two photos, side by side or one over the other: a word has to find its
thing where another photo's things are as bright as those that it is used to. The halves are put together from what the
frozen CNN made of each whole, so they cost nothing more.

Batches depend on the seed and the number of the step alone, so all strategies see the same, and a run that was stopped
goes on with what it would have seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.fusion.strategy import FusionStrategy, Grids
from models.fusion.streams import PATCHES
from models.training.fusion_lab import GROUP
from models.training.fusion_places.cache import PlacesData, Rows, pooling_of
from models.training.fusion_places.photos import TRAIN
from models.training.fusion_places.recipe import PlacesRecipe
from models.training.fusion_places.words import PlacedWord

HALVES = 5  # whole, left, right, upper, lower
ENOUGH = 0.5  # of a word's thing has to lie in the half that is kept


@dataclass(frozen=True)
class Step:
    """Photos with one caption each: groups to match, one after another, then those that only place."""

    captions: Rows
    photos: Rows
    mirrored: NDArray[np.bool_]
    groups: int
    partner: Rows  # whose cells a photo has in the half that is not its own; itself where it is whole
    half: NDArray[np.int64]  # which half it keeps, of HALVES
    coarse: bool = False  # whether maps are read as means of two by two cells

    def pairs(self) -> tuple[Tensor, Tensor, Tensor]:
        """Photo and caption of all pairs inside the groups, then of the others; and which pairs are true."""
        base = torch.arange(self.groups).repeat_interleave(GROUP * GROUP) * GROUP
        inner = torch.arange(GROUP * GROUP).repeat(self.groups)
        alone = torch.arange(self.groups * GROUP, len(self.captions))
        photo, caption = torch.cat([base + inner // GROUP, alone]), torch.cat([base + inner % GROUP, alone])
        return photo, caption, torch.nonzero(photo == caption)[:, 0]


def kept_cells(half: int, side: int) -> NDArray[np.bool_]:
    """The cells (side, side) of one of HALVES: all, left, right, upper, lower."""
    first = np.arange(side) < side // 2
    across, down = np.broadcast_to(first, (side, side)), np.broadcast_to(first[:, None], (side, side))
    return (np.ones((side, side), bool), across, ~across, down, ~down)[half]


def coarser(stage: str, grid: Tensor) -> Tensor:
    """(N, R, C, channels) -> (N, R / 2, C / 2, channels): means of two by two cells; of raw pixels one of the four."""
    if stage == PATCHES:
        return grid[:, ::2, ::2]
    rows = grid[:, ::2] + grid[:, 1::2]  # sums of strided views: three times as fast as a mean over two axes
    return (rows[:, :, ::2] + rows[:, :, 1::2]) / 4


def joined(grids: Grids, step: Step) -> Grids:
    """Grids (N, R, C, channels) in which photos that are halves have their partner's cells in the other one.

    Those of a coarse step are all whole, and have fewer cells.
    """
    if step.coarse:
        return {stage: coarser(stage, grid) for stage, grid in grids.items()}
    halves = np.flatnonzero(step.half)
    found = {}
    for stage, grid in grids.items():
        kept = np.stack([kept_cells(half, grid.shape[1]) for half in step.half[halves]]) if len(halves) else None
        found[stage] = grid if kept is None else grid.clone()
        if kept is not None:
            others = grid[torch.from_numpy(step.partner[halves])]
            found[stage][halves] = torch.where(torch.from_numpy(kept)[..., None], grid[halves], others)
    return found


class Sampler:
    """Draws a step."""

    def __init__(self, data: PlacesData, recipe: PlacesRecipe, seed: int) -> None:
        self.data, self.recipe, self.seed = data, recipe, seed
        learned = data.captions_of(TRAIN)
        self.captions = learned[~data.listed[learned]]
        self.vectors = data.vectors[self.captions]
        self.by_label = captions_by_label(data, learned)
        sizes = np.array([len(each) for each in self.by_label.values()], float)
        self.labels, self.chances = list(self.by_label), sizes**0.5 / (sizes**0.5).sum()

    def step(self, number: int) -> tuple[Step, ...]:
        """Step `number` of this seed: what is seen in all cells, and what only matches and is seen in fewer."""
        rng = np.random.default_rng((self.seed, number))
        parts = [self.draw(rng, self.recipe.groups, self.recipe.placed)] if self.recipe.groups else []
        if self.recipe.coarse:
            parts.append(replace(self.draw(rng, self.recipe.coarse, 0), coarse=True))
        return tuple(parts)

    def placing(self, number: int) -> Step:
        """Photos that place alone: of step `number` of the aligned start, then of the steps after it."""
        count = self.recipe.align_photos if number < self.recipe.align_steps else self.recipe.aligned
        return self.draw(np.random.default_rng((self.seed, number, 1)), 0, count)

    def draw(self, rng: np.random.Generator, groups: int, placed: int) -> Step:
        """Groups of four, then photos that place."""
        captions = [self.group(rng) for _ in range(groups)]
        for _ in range(placed):
            pool = self.by_label[self.labels[rng.choice(len(self.labels), p=self.chances)]]
            captions.append(rng.choice(pool, 1))
        chosen = np.concatenate(captions).astype(np.int64)
        mirrored = rng.random(len(chosen)) < 0.5
        first = groups * GROUP
        half = np.zeros(len(chosen), np.int64)
        half[first:] = np.where(rng.random(placed) < self.recipe.halved, rng.integers(1, HALVES, placed), 0)
        # The next photo that places.
        partner = np.concatenate([np.arange(first), first + np.roll(np.arange(placed), -1)]).astype(np.int64)
        return Step(chosen, self.data.caption_photo[chosen], mirrored, groups, partner, half)

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
    """Class or noun -> captions that name it and of whose photo it is known where it is."""
    found = defaultdict(list)
    for caption in captions:
        for label in {label for word in data.placed(caption) for label in word.labels}:
            found[label].append(caption)
    return {label: np.array(rows) for label, rows in sorted(found.items())}


@dataclass(frozen=True)
class Targets:
    """Where the words of some captions are: K words in all."""

    words: list[PlacedWord]
    rows: Tensor  # (K,) which of the captions
    pooling: Tensor  # (K, T)
    inside: list[Tensor]  # (K, P) of each grid


def targets_of(
    words: Sequence[tuple[PlacedWord, ...]],
    mirrored: NDArray[np.bool_],
    length: int,
    sides: list[int],
    half: NDArray[np.int64] | None = None,
) -> Targets:
    """Words of each caption, on square grids of these sides; without those that the kept half has too little of."""
    found, rows, inside = list[PlacedWord](), list[int](), [list[Tensor]() for _ in sides]
    for row, each in enumerate(words):
        kept = [kept_cells(int(half[row]) if half is not None else 0, side) for side in sides]
        for word in each:
            shares = [word.inside(side, bool(mirrored[row])) for side in sides]
            seen = [share * cells for share, cells in zip(shares, kept, strict=True)]
            if all(part.sum() >= ENOUGH * whole.sum() for part, whole in zip(seen, shares, strict=True)):
                found.append(word)
                rows.append(row)
                for shown, part in zip(inside, seen, strict=True):
                    shown.append(torch.from_numpy(part).flatten())
    return Targets(
        found,
        torch.tensor(rows, dtype=torch.int64),
        torch.stack([pooling_of(word.tokens, length) for word in found]) if found else torch.zeros(0, length),
        [torch.stack(each) if each else torch.zeros(0, side**2) for each, side in zip(inside, sides, strict=True)],
    )


def sides_of(model: FusionStrategy, grids: dict[str, Tensor]) -> list[int]:
    """The side of the grid of each attention; multi-scale names its attention for the stage."""
    stages = model.stages
    return [grids[kind.name if kind.name in stages else stages[-1]].shape[1] for kind in model.attention_kinds]
