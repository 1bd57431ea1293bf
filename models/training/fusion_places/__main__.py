"""Train the strategies of the fusion lab at 448 pixels, to match and to look where things are.

    python -m models.training.fusion_places --cache CACHE --out RUN [--only cross_words,...] [--seeds 0]

Every strategy gets the same photos, captions and steps. Those that attend first get an aligned start (align.py). Then
come the match loss of models/training/fusion_lab.py on groups of four photos, most of them seen as a quarter of the
cells, and the place loss on all true pairs whose words have places; strategies that never attend have none. A run that
was stopped goes on at its last checkpoint; a finished strategy and seed is RUN/NAME-SEED.pt.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from models.fusion.strategy import FusionStrategy
from models.training.fusion_lab import GROUP, group_loss
from models.training.fusion_places.align import align
from models.training.fusion_places.batches import Sampler, Step, joined, sides_of, targets_of
from models.training.fusion_places.cache import PlacesData, read_places
from models.training.fusion_places.place_loss import place_loss
from models.training.fusion_places.recipe import CONFIG, PlacesRecipe, read_places_recipe
from models.training.fusion_places.strategies import NAMES, build
from models.training.precision import autocast, faster_dtype

KEPT_EVERY = 50


def step_losses(model: FusionStrategy, data: PlacesData, step: Step) -> tuple[Tensor, Tensor]:
    """The match loss of the groups, and the place loss of all true pairs; 0 of a coarse step, which only matches."""
    states, mask = data.caption_states(step.captions, model.depths)
    grids = joined(data.mirrored_grids(step.photos, model.stages, step.mirrored), step)
    photo, caption, true = step.pairs()
    with autocast(data.dtype):
        seen = tuple(part[photo] for part in model.see(grids))
        heard = tuple(part[caption] for part in model.hear(states, mask))
        logits, weights = model.fuse(seen, heard, mask[caption])
    matched = group_loss(logits.float()[: step.groups * GROUP * GROUP].view(step.groups, GROUP, GROUP))
    if step.coarse:
        return matched, torch.zeros(())
    words = [data.placed(each) for each in step.captions]
    where = targets_of(words, step.mirrored, mask.shape[1], sides_of(model, grids), step.half)
    attentions = [each.float() for each in weights]
    placed = place_loss(model.attention_kinds, attentions, true[where.rows], where.pooling, where.inside)
    return matched, placed


class Training:
    """One strategy and seed, from its first step or from where it was stopped."""

    def __init__(self, model: FusionStrategy, data: PlacesData, recipe: PlacesRecipe, seed: int, out: Path) -> None:
        self.model, self.data, self.recipe = model, data, recipe
        self.sampler, self.done = Sampler(data, recipe, seed), 0
        self.part, self.path = out / f"{model.name}-{seed}.part.pt", out / f"{model.name}-{seed}.pt"
        self.learned = [each for each in model.parameters() if each.requires_grad]
        self.optimizer = torch.optim.AdamW(
            self.learned, recipe.learning_rate, betas=(0.9, 0.98), weight_decay=recipe.weight_decay
        )
        if self.part.exists():
            kept = torch.load(self.part, weights_only=True)
            model.load_state_dict(kept["model"], strict=False)
            self.optimizer.load_state_dict(kept["optimizer"])
            self.done = kept["done"]

    def run(self) -> None:
        """All steps that are left; the weights of the last are RUN/NAME-SEED.pt."""
        self.model.train()
        began, losses = time.monotonic(), []
        while self.done < self.recipe.steps:
            losses.append(self.step())
            self.done += 1
            if self.done % KEPT_EVERY == 0:
                matched, placed = np.mean(losses[-KEPT_EVERY:], axis=0)
                spent = time.monotonic() - began
                print(
                    f"{self.part.stem} step {self.done} match {matched:.3f} place {placed:.3f} {spent:.0f} s",
                    flush=True,
                )
                self.keep()
        self.model.eval()
        torch.save(self.model.own_state(), self.path)
        self.part.unlink(missing_ok=True)

    def step(self) -> tuple[float, float]:
        """One step; its two losses."""
        rate = min(1.0, (self.done + 1) / self.recipe.warmup)
        rate *= 0.5 * (1 + math.cos(math.pi * self.done / self.recipe.steps))
        for group in self.optimizer.param_groups:
            group["lr"] = self.recipe.learning_rate * rate
        self.optimizer.zero_grad()
        told = np.zeros(2)
        parts = self.sampler.step(self.done)
        groups = sum(part.groups for part in parts)
        for part in parts:
            matched, placed = step_losses(self.model, self.data, part)
            share = part.groups / groups
            (share * matched + self.recipe.place_weight * placed).backward()
            told += share * matched.item(), placed.item()
        torch.nn.utils.clip_grad_norm_(self.learned, 1.0)
        self.optimizer.step()
        return float(told[0]), float(told[1])

    def keep(self) -> None:
        """A checkpoint, whole or not at all."""
        partial = self.part.with_suffix(".writing")
        kept = {"model": self.model.own_state(), "optimizer": self.optimizer.state_dict(), "done": self.done}
        torch.save(kept, partial)
        partial.replace(self.part)


def main() -> None:
    """Train what is missing in RUN."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", default=",".join(NAMES))
    parser.add_argument("--seeds", default="")
    parser.add_argument("--recipe", type=Path, default=CONFIG)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    recipe, data = read_places_recipe(arguments.recipe), read_places(arguments.cache, faster_dtype())
    recipe = replace(recipe, steps=arguments.steps or recipe.steps)
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "recipe.json").write_text(json.dumps(asdict(recipe), indent=2))
    seeds = [int(seed) for seed in arguments.seeds.split(",")] if arguments.seeds else list(recipe.seeds)
    for seed in seeds:
        for name in arguments.only.split(","):
            if not (arguments.out / f"{name}-{seed}.pt").exists():
                torch.manual_seed(seed)
                model = build(name)
                align(model, data, recipe, seed, arguments.out / f"{name}-{seed}.aligned.pt")
                Training(model, data, recipe, seed, arguments.out).run()


if __name__ == "__main__":
    main()
