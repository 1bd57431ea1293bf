"""A small CNN for drawn scenes, and what is put on it: a classifier, a text tower, a reader of questions."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from models.encoder.scenes import ASPECTS, COLOURS, PLACES, SHAPES, Scenes

WIDTH, SHARED = 60, 48  # channels of the last stage; width in which scenes and captions meet
WORDS = tuple(dict.fromkeys(" ".join(("a an at in the", *COLOURS, *SHAPES, *PLACES)).split()))
ANSWERS = tuple(len(options) for options in ASPECTS.values())


def conv(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    """3 x 3, batch norm, ReLU."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()
    )


class SceneEncoder(nn.Module):
    """Four halvings, the last one in a last block of two convolutions: 94,620 weights."""

    def __init__(self) -> None:
        super().__init__()
        self.early = nn.Sequential(conv(3, 20, 2), conv(20, 40, 2), conv(40, WIDTH, 2))
        self.last = nn.Sequential(conv(WIDTH, WIDTH, 2), conv(WIDTH, WIDTH))

    def forward(self, pixels: Tensor) -> Tensor:
        """(N, 3, 48, 48) -> pooled (N, 60)."""
        pooled: Tensor = self.last(self.early(pixels - 0.5)).mean((2, 3))
        return pooled


class TextTower(nn.Module):
    """The mean of a caption's words, and one hidden layer."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(len(WORDS), 64)
        self.layers = nn.Sequential(nn.Linear(64, 96), nn.ReLU(), nn.Linear(96, SHARED))

    def forward(self, counts: Tensor) -> Tensor:
        """Counts of each word (N, words) -> (N, 48)."""
        out: Tensor = self.layers(counts @ self.words.weight / counts.sum(1, keepdim=True))
        return out


class Matcher(nn.Module):
    """Which caption belongs to which scene (contrastive, as in CLIP; Radford et al. 2021, arXiv:2103.00020)."""

    def __init__(self) -> None:
        super().__init__()
        self.scene, self.text = nn.Linear(WIDTH, SHARED), TextTower()
        self.scale = nn.Parameter(torch.tensor(10.0).log())

    def forward(self, pooled: Tensor, counts: Tensor) -> Tensor:
        """Pooled (N, 60) and captions (M, words) -> logits (N, M)."""
        scenes = nn.functional.normalize(self.scene(pooled), dim=1)
        captions = nn.functional.normalize(self.text(counts), dim=1)
        return scenes @ captions.T * self.scale.exp().clamp(max=100)


class Reader(nn.Module):
    """Answers questions of a pooled vector: which of all answers, given which of the three questions."""

    def __init__(self) -> None:
        super().__init__()
        self.question = nn.Embedding(len(ASPECTS), 16)
        self.layers = nn.Sequential(nn.Linear(WIDTH + 16, 96), nn.ReLU(), nn.Linear(96, sum(ANSWERS)))
        self.norm = nn.LayerNorm(WIDTH)

    def forward(self, pooled: Tensor, asked: Tensor) -> Tensor:
        """Pooled (N, 60) and questions (N,) -> logits (N, 21) of every answer to every question."""
        out: Tensor = self.layers(torch.cat([self.norm(pooled), self.question(asked)], 1))
        return out


def word_counts(scenes: Scenes) -> Tensor:
    """How often each word stands in each scene's caption: (N, words)."""
    counts = torch.zeros(len(scenes.facts), len(WORDS))
    places = {word: place for place, word in enumerate(WORDS)}
    for index in range(len(counts)):
        for word in scenes.caption(index).split():
            counts[index, places[word]] += 1
    return counts
