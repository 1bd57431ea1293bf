"""Words and places that belong together are made alike, before a strategy is trained as a whole and all the while.

The place loss alone tells where in its own photo a word is to look. Here the words of many captions are held against
the places of all photos of a batch (InfoNCE, van den Oord et al. 2018, arXiv:1807.03748), in the first look of the
strategy (looks.py), three ways that weigh the same:

    own     -log of what of a word's map on its photo, as the strategy attends, lies inside
    all     the same of one softmax over the places of all photos, without those of which the same thing is said
    word    the cross-entropy of the right word for the mean of the places inside, among the words of the batch
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import cross_entropy

from models.fusion.layers import Places
from models.fusion.strategy import FusionStrategy, Parts, padding_of
from models.training.fusion_places.batches import Sampler, Step, Targets, joined, sides_of, targets_of
from models.training.fusion_places.cache import PlacesData
from models.training.fusion_places.looks import Look, looks_of
from models.training.precision import autocast

FAR, TINY = -1e4, 1e-6
TOLD_EVERY = 50


@dataclass(frozen=True)
class Named:
    """The K words of a batch: what each names, on which of the B photos, and which photos say the same."""

    labels: NDArray[np.str_]  # (K,)
    rows: Tensor  # (K,)
    elsewhere: Tensor  # (K, B) bool: another photo of which the same thing is said


class Sayings:
    """What is said of each photo by any of its captions."""

    def __init__(self, data: PlacesData) -> None:
        self.data, self.said = data, defaultdict[int, set[str]](set)
        for caption, photo in enumerate(data.caption_photo):
            self.said[int(photo)].update(label for word in data.placed(caption) for label in word.labels)

    def named(self, step: Step, where: Targets) -> Named:
        """Of the placed words of a step; a photo that is half another's shows what is said of both."""
        labels = [word.labels[0] for word in where.words]
        shown = [
            self.said[int(own)] | self.said[int(step.photos[other])]
            for own, other in zip(step.photos, step.partner, strict=True)
        ]
        rows = where.rows.tolist()
        elsewhere = [
            [label in each and photo != row for photo, each in enumerate(shown)]
            for label, row in zip(labels, rows, strict=True)
        ]
        return Named(np.array(labels), where.rows, torch.tensor(elsewhere).reshape(len(rows), len(shown)))


def own_loss(look: Look, places: Tensor, words: Tensor, mask: Tensor, where: Targets, inside: Tensor) -> Tensor:
    """Places (B, heads, P, d), words (B, heads, T, d), inside (K, P): of maps that are the mean of the heads'."""
    scale = 1 / math.sqrt(places.shape[-1])
    if look.by_places:
        scores = scale * places @ words.transpose(-1, -2) + padding_of(mask, places.dtype)
        maps = torch.einsum("kt,kpt->kp", where.pooling, scores.softmax(-1).mean(1)[where.rows])
        maps = maps / maps.sum(-1, keepdim=True).clamp(min=TINY)
    else:
        said = torch.einsum("kt,khtd->khd", where.pooling, words[where.rows])
        maps = (scale * torch.einsum("khd,khpd->khp", said, places[where.rows])).softmax(-1).mean(1)
    return -(maps * inside).sum(-1).clamp(min=TINY).log().mean()


def contrast_loss(places: Tensor, words: Tensor, inside: Tensor, named: Named) -> Tensor:
    """Places (B, heads, P, d), words (K, heads, d), inside (K, P): the sum of `all` and `word`, of the heads' sums."""
    scale = 1 / math.sqrt(places.shape[-1])
    everywhere = scale * torch.einsum("ke,bpe->kbp", words.flatten(1), places.transpose(1, 2).flatten(2))
    others = everywhere.masked_fill(named.elsewhere[..., None], FAR)
    mass = torch.logsumexp(everywhere[torch.arange(len(words)), named.rows] + inside.clamp(min=TINY).log(), -1)
    among_all = torch.logsumexp(others.flatten(1), -1) - mass
    shares = inside / inside.sum(-1, keepdim=True).clamp(min=TINY)
    regions = torch.einsum("kp,khpd->khd", shares, places[named.rows])
    alike = scale * regions.flatten(1) @ words.flatten(1).T
    same = torch.from_numpy(named.labels[:, None] == named.labels[None]) & ~torch.eye(len(words), dtype=torch.bool)
    return among_all.mean() + cross_entropy(alike.masked_fill(same, FAR), torch.arange(len(words)))


def looks_loss(
    looks: Sequence[Look],
    seen: Parts,
    heard: Parts,
    mask: Tensor,
    where: Targets,
    named: Named,
    dtype: torch.dtype = torch.float32,
) -> Tensor:
    """The mean over a strategy's looks, which compute in `dtype`; 0 without looks or placed words."""
    if not looks or not len(where.rows):
        return torch.zeros(())
    losses = []
    for look in looks:
        inside = where.inside[look.kind]
        with autocast(dtype):
            places, words = look.places(seen).float(), look.words(heard, mask).float()
        said = torch.einsum("kt,khtd->khd", where.pooling, words[where.rows])
        contrast = contrast_loss(places, said, inside, named)
        losses.append(contrast + own_loss(look, places, words, mask, where, inside))
    return torch.stack(losses).mean()


def batch_loss(model: FusionStrategy, looks: Sequence[Look], sayings: Sayings, step: Step) -> Tensor:
    """Of a step that only places."""
    data = sayings.data
    states, mask = data.caption_states(step.captions, model.depths)
    grids = joined(data.mirrored_grids(step.photos, model.stages, step.mirrored), step)
    words = [data.placed(each) for each in step.captions]
    where = targets_of(words, step.mirrored, mask.shape[1], sides_of(model, grids), step.half)
    with autocast(data.dtype):
        seen, heard = model.see(grids), model.hear(states, mask)
    return looks_loss(looks, seen, heard, mask, where, sayings.named(step, where), data.dtype)


def align(model: FusionStrategy, sampler: Sampler, sayings: Sayings, kept: Path) -> None:
    """In place; what an earlier run has aligned is read from `kept`. Does nothing for strategies that never attend."""
    looks, recipe = looks_of(model), sampler.recipe
    if not looks or not recipe.align_steps:
        return
    if kept.exists():
        model.load_state_dict(torch.load(kept, weights_only=True), strict=False)
        return
    begin(model, looks)
    learned = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(learned, recipe.align_rate, betas=(0.9, 0.98), weight_decay=recipe.weight_decay)
    losses = []
    for number in range(recipe.align_steps):
        optimizer.param_groups[0]["lr"] = recipe.align_rate * share_of_rate(number, recipe.align_steps)
        loss = batch_loss(model, looks, sayings, sampler.placing(number))
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        losses.append(loss.item())
        if (number + 1) % TOLD_EVERY == 0:
            print(
                f"{model.name}-{sampler.seed} aligned {number + 1}, loss {np.mean(losses[-TOLD_EVERY:]):.3f}",
                flush=True,
            )
    for look in looks:
        look.hand_on()
    torch.save(model.own_state(), kept)


def begin(model: FusionStrategy, looks: Sequence[Look]) -> None:
    """Words and places are compared as they are, wherever they stand."""
    for look in looks:
        look.plain()
    for module in model.modules():
        if isinstance(module, Places):
            torch.nn.init.zeros_(module.code.weight)


def share_of_rate(step: int, steps: int) -> float:
    """Up over the first tenth, then down along a cosine."""
    return min(1.0, (step + 1) / max(1, steps // 10)) * 0.5 * (1 + math.cos(math.pi * step / steps))
