"""Which of the detector's classes a word means, by its MiniLM states alone.

    means[w, c] = sigmoid(scale * cos(project(word w), project(name of class c)) - bar)

The names enter as MiniLM's states of them in "a photo of a NAME". Words and names share one projection, so a word that
training never saw ("poodle") meets a class by its meaning. A word can mean several classes ("animal") or none.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

TEXT_CHANNELS, CLASSES, WIDTH = 1152, 80, 128


class WordClasses(nn.Module):
    """States of words to how far they mean each class."""

    names: Tensor
    bars: Tensor  # (80,), how much more a word of the class must show than one of a usual class; set when shipped

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("names", torch.zeros(CLASSES, TEXT_CHANNELS))
        self.register_buffer("bars", torch.zeros(CLASSES))
        self.norm = nn.LayerNorm(TEXT_CHANNELS)
        self.project = nn.Linear(TEXT_CHANNELS, WIDTH, bias=False)
        self.log_scale = nn.Parameter(torch.tensor(2.7))
        self.bar = nn.Parameter(torch.tensor(8.0))

    def logits(self, states: Tensor) -> Tensor:
        """States (..., 1152) -> logits (..., 80)."""
        words, names = (functional.normalize(self.project(self.norm(x)), dim=-1) for x in (states, self.names))
        return self.log_scale.exp() * (words @ names.T) - self.bar

    def forward(self, states: Tensor) -> Tensor:
        """States (..., 1152) -> 0..1 (..., 80)."""
        return torch.sigmoid(self.logits(states))

    def bar_of(self, means: Tensor) -> Tensor:
        """Means (..., 80) -> the mean of the bars of the classes that a word means, (...)."""
        return (means @ self.bars) / means.sum(-1).clamp(min=1.0)
