"""Train the strategies of the fusion lab at 448 pixels, to match and to look where things are.

    python -m models.training.fusion_places --cache CACHE --first FIRST --taught TAUGHT --out RUN
    python -m models.training.fusion_places --cache CACHE --begin RUN --taught TAUGHT --out RUN2 --recipe COURSE

Every strategy gets the same photos, captions and steps, and begins with what a first training at 224 pixels made of it
(FIRST/NAME-0.pt, of models/training/fusion_lab.py). Those that attend first get an aligned start (align.py). Then come
the match loss of that module on groups of four photos, most of them seen as a quarter of the cells, what two
strategies of the first training say of the same pairs (teacher.py), and for strategies that attend the place loss on
all true pairs whose words have places, and still the alignment, on photos of their own. A further course
begins with the weights of the last (RUN/NAME-SEED.pt) and goes on with the pairs that come next, at a rate that rises
and falls once more (warm restarts, Loshchilov & Hutter 2017, arXiv:1608.03983).
A run that was stopped goes on at its last checkpoint; a finished strategy and seed is RUN/NAME-SEED.pt.
"""

from __future__ import annotations

import argparse
import json
import math
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.fusion.catalogue import build_strategy
from models.fusion.strategy import FusionStrategy
from models.training.fusion_lab import GROUP, group_loss
from models.training.fusion_places.align import Sayings, align, batch_loss
from models.training.fusion_places.batches import Sampler, Step, joined, sides_of, targets_of
from models.training.fusion_places.cache import PlacesData, read_places
from models.training.fusion_places.looks import Look, looks_of
from models.training.fusion_places.place_loss import place_loss
from models.training.fusion_places.recipe import CONFIG, read_places_recipe
from models.training.fusion_places.strategies import NAMES, first_weights, stored
from models.training.fusion_places.teacher import Taught, read_taught, taught_loss
from models.training.precision import autocast, faster_dtype

KEPT_EVERY = 50


@dataclass(frozen=True)
class Losses:
    """Of one part of a step."""

    matched: Tensor
    taught: Tensor  # to what two strategies of the first training say of the same pairs
    placed: Tensor


@dataclass(frozen=True)
class Lesson:
    """A strategy and what its losses need."""

    model: FusionStrategy
    data: PlacesData
    sayings: Sayings
    looks: tuple[Look, ...]

    def losses(self, step: Step, taught: Tensor | None = None) -> Losses:
        """Of the pairs of the groups (taught: (groups, 4, 4)), and of all true pairs; a coarse step only matches."""
        model, none = self.model, torch.zeros(())
        states, mask = self.data.caption_states(step.captions, model.depths)
        grids = joined(self.data.mirrored_grids(step.photos, model.stages, step.mirrored), step)
        photo, caption, true = step.pairs()
        with autocast(self.data.dtype):
            seen, heard = model.see(grids), model.hear(states, mask)
            logits, weights = model.fuse(
                tuple(part[photo] for part in seen), tuple(part[caption] for part in heard), mask[caption]
            )
        scores = logits.float()[: step.groups * GROUP * GROUP].view(step.groups, GROUP, GROUP)
        matched, told = group_loss(scores), none if taught is None else taught_loss(scores, taught)
        if step.coarse:
            return Losses(matched, told, none)
        words = [self.data.placed(each) for each in step.captions]
        where = targets_of(words, step.mirrored, mask.shape[1], sides_of(model, grids), step.half)
        attentions = [each.float() for each in weights]
        placed = place_loss(model.attention_kinds, attentions, true[where.rows], where.pooling, where.inside)
        return Losses(matched, told, placed)


class Training:
    """One strategy and seed, from its first step or from where it was stopped."""

    def __init__(self, lesson: Lesson, sampler: Sampler, out: Path, taught: Taught | None = None) -> None:
        self.lesson, self.sampler, self.recipe, self.done = lesson, sampler, sampler.recipe, 0
        self.taught = taught
        self.model = model = lesson.model
        recipe, seed = sampler.recipe, sampler.seed
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
                told = " ".join(f"{value:.3f}" for value in np.mean(losses[-KEPT_EVERY:], axis=0))
                spent = time.monotonic() - began
                print(f"{self.part.stem} step {self.done} match, taught, place, align {told} {spent:.0f} s", flush=True)
                self.keep()
        self.model.eval()
        torch.save(self.model.own_state(), self.path)
        self.part.unlink(missing_ok=True)

    def step(self) -> NDArray[np.float64]:
        """One step; its losses, as Losses has them, and that of the alignment."""
        rate = min(1.0, (self.done + 1) / self.recipe.warmup)
        rate *= 0.5 * (1 + math.cos(math.pi * self.done / self.recipe.steps))
        for group in self.optimizer.param_groups:
            group["lr"] = self.recipe.learning_rate * rate
        self.optimizer.zero_grad()
        told = np.zeros(4)
        number = self.recipe.first_step + self.done
        parts = self.sampler.step(number)
        taught = self.taught[number] if self.taught else (None,) * len(parts)
        groups = sum(part.groups for part in parts)
        for part, told_of in zip(parts, taught, strict=True):
            found, share = self.lesson.losses(part, told_of), part.groups / groups
            loss = share * (found.matched + self.recipe.taught_weight * found.taught)
            (loss + self.recipe.place_weight * found.placed).backward()
            told[:3] += share * found.matched.item(), share * found.taught.item(), found.placed.item()
        if self.lesson.looks and self.recipe.align_weight:
            lesson, photos = self.lesson, self.sampler.placing(self.recipe.align_steps + number)
            aligned = batch_loss(self.model, lesson.looks, lesson.sayings, photos)
            (self.recipe.align_weight * aligned).backward()
            told[3] = aligned.item()
        torch.nn.utils.clip_grad_norm_(self.learned, 1.0)
        self.optimizer.step()
        return told

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
    parser.add_argument("--first", type=Path)
    parser.add_argument("--begin", type=Path)
    parser.add_argument("--taught", type=Path)
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
    sayings = Sayings(data)
    seeds = [int(seed) for seed in arguments.seeds.split(",")] if arguments.seeds else list(recipe.seeds)
    for seed in seeds:
        for name in arguments.only.split(","):
            if not (arguments.out / f"{name}-{seed}.pt").exists():
                torch.manual_seed(seed)
                model, sampler = build_strategy(name), Sampler(data, recipe, seed)
                if arguments.begin:
                    model.load_own(stored(arguments.begin, name, seed))
                else:
                    first = first_weights(name, arguments.first)
                    if first and recipe.warm:
                        model.load_own(first)
                    align(model, sampler, sayings, arguments.out / f"{name}-{seed}.aligned.pt")
                taught = read_taught(arguments.taught, seed) if arguments.taught else None
                Training(Lesson(model, data, sayings, looks_of(model)), sampler, arguments.out, taught).run()


if __name__ == "__main__":
    main()
