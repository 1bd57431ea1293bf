"""Teach the small stream: MiniLM's states of aligned English words first, then the photos that captions belong to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from models.fusion.cross_attention import CrossAttention, pool_sentence
from models.training.chinese_ways.lessons import Caption, Lesson
from models.training.chinese_ways.own_stream import NOTHING, OwnStream
from models.training.chinese_ways.photos import Looks

Progress = Callable[[str], None]


@dataclass(frozen=True)
class OwnRecipe:
    """How the stream is made and taught."""

    width: int
    heads: int
    layers: int
    dropout: float
    least: int  # times that a word or character is written before it enters the vocabulary
    epochs: int
    batch: int
    rate: float  # the highest, after a tenth of the steps; falls to nothing by a cosine
    dropped_words: float  # share of words read by their characters alone
    photo_steps: int
    photo_batch: int  # photos a step, each with one caption
    photo_rate: float
    seed: int


class ReadingLoss:
    """How far states are from the right ones, in themselves and in what the frozen fusion reads from them."""

    def __init__(self, fusion: CrossAttention, targets: Tensor) -> None:
        self.text, self.classes = fusion.text, fusion.classes
        self.spread = targets.std(0).mean()

    def read(self, states: Tensor) -> tuple[Tensor, Tensor]:
        """What presence and places are read from, (n, width), and the classes' logits (n, 80)."""
        hidden = self.text.project(self.text.norm(states))
        return hidden + self.text.mix(hidden), self.classes.logits(states)

    def __call__(self, states: Tensor, targets: Tensor) -> Tensor:
        """Both (n, 1152)."""
        with torch.no_grad():
            hidden, classes = self.read(targets)
        own, seen = self.read(states)
        plain = functional.mse_loss(states, targets) / self.spread**2
        heard = functional.mse_loss(own, hidden) / hidden.var(0).mean()
        meant = functional.binary_cross_entropy_with_logits(seen, classes.sigmoid(), reduction="none").sum(-1).mean()
        return plain + heard + 0.2 * meant


def teach(
    stream: OwnStream, lessons: Sequence[Lesson], fusion: CrossAttention, recipe: OwnRecipe, say: Progress
) -> None:
    """The first stage: regress the states of aligned words."""
    rng = np.random.default_rng(recipe.seed)
    loss = ReadingLoss(fusion, torch.from_numpy(np.concatenate([lesson.targets for lesson in lessons[:4000]])))
    steps = recipe.epochs * (len(lessons) // recipe.batch)
    optimiser = torch.optim.AdamW(stream.parameters(), recipe.rate, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: warm_cosine(step, steps))
    stream.train()
    for step in range(steps):
        chosen = [lessons[int(i)] for i in rng.choice(len(lessons), recipe.batch, replace=False)]
        words, characters, mask = stream.vocabulary.ids([lesson.caption.spelled for lesson in chosen])
        words = words.masked_fill(torch.from_numpy(rng.random(words.shape) < recipe.dropped_words), NOTHING)
        states = stream(words, characters, mask)
        rows = torch.tensor([row for row, lesson in enumerate(chosen) for _ in lesson.places])
        places = torch.tensor([place for lesson in chosen for place in lesson.places])
        value = loss(states[rows, places], torch.from_numpy(np.concatenate([each.targets for each in chosen])))
        _step(value, optimiser)
        schedule.step()
        if step % 50 == 0:
            say(f"own stream, words: step {step} of {steps}, loss {value.item():.3f}")
    stream.eval()


def warm_cosine(step: int, steps: int) -> float:
    """Share of the highest rate: up over a tenth of the steps, then down by a cosine."""
    warm = max(1, steps // 10)
    if step < warm:
        return (step + 1) / warm
    return float(0.5 * (1 + np.cos(np.pi * (step - warm) / max(1, steps - warm))))


def teach_photos(
    stream: OwnStream,
    captions: Sequence[Sequence[Caption]],
    looks: Looks,
    fusion: CrossAttention,
    recipe: OwnRecipe,
    votes: Callable[[Caption], Tensor],
    say: Progress,
) -> None:
    """The second stage: each caption's match is to be higher on its own photo than on the others of the batch, and the
    other way round, through the frozen fusion. `captions[i]` are those of photo i of `looks`.
    """
    rng = np.random.default_rng(recipe.seed)
    optimiser = torch.optim.AdamW(stream.parameters(), recipe.photo_rate, weight_decay=0.01)
    usable = [number for number, own in enumerate(captions) if own]
    stream.train()
    for step in range(recipe.photo_steps):
        photos = rng.choice(usable, min(recipe.photo_batch, len(usable)), replace=False)
        said = [captions[int(photo)][int(rng.integers(len(captions[int(photo)])))] for photo in photos]
        words, characters, mask = stream.vocabulary.ids([caption.spelled for caption in said])
        matches = match_table(
            fusion, stream(words, characters, mask), [votes(caption) for caption in said], looks, photos
        )
        right = torch.arange(len(said))
        value = (functional.cross_entropy(matches, right) + functional.cross_entropy(matches.T, right)) / 2
        _step(value, optimiser)
        if step % 10 == 0:
            say(f"own stream, photos: step {step} of {recipe.photo_steps}, loss {value.item():.3f}")
    stream.eval()


def match_table(
    fusion: CrossAttention, states: Tensor, votes: Sequence[Tensor], looks: Looks, photos: np.ndarray
) -> Tensor:
    """States (N, W, 1152) of N captions and which words of each vote -> match logits (captions, photos)."""
    flat = torch.cat([states[row, : len(vote)] for row, vote in enumerate(votes)])
    words, means = fusion.text(flat), fusion.classes(flat)
    table = []
    for photo in photos:
        keys, values, classes = (
            torch.from_numpy(np.asarray(held[photo], np.float32)) for held in (looks.keys, looks.values, looks.classes)
        )
        table.append(fusion.score(words, means, keys, values, classes))
    presence = torch.stack(table)  # (photos, all words)
    ends = np.cumsum([len(vote) for vote in votes])
    columns = [
        pool_sentence(presence[:, end - len(vote) : end], words.gates[end - len(vote) : end], vote[None])
        for vote, end in zip(votes, ends, strict=True)
    ]
    return torch.stack(columns)


def _step(value: Tensor, optimiser: torch.optim.Optimizer) -> None:
    optimiser.zero_grad()
    value.backward()
    torch.nn.utils.clip_grad_norm_([each for group in optimiser.param_groups for each in group["params"]], 1.0)
    optimiser.step()
