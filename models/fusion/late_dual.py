"""Late fusion as a dual encoder: two vectors that never meet before their cosine (CLIP, Radford et al. 2021)."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from models.fusion.layers import Project
from models.fusion.strategy import FusionStrategy, Grids, Parts, States, masked_mean
from models.fusion.streams import LAST, STAGE_CHANNELS, TEXT_WIDTH

VECTOR = 256


class Tower(nn.Sequential):
    """A pooled vector into the shared space: (N, inputs) -> (N, 256)."""

    def __init__(self, inputs: int) -> None:
        super().__init__(Project(inputs, VECTOR), nn.GELU(), nn.Linear(VECTOR, VECTOR))


class LateDual(FusionStrategy):
    """match = temperature * cosine(photo vector, sentence vector) + bias."""

    name = "late_dual"

    def __init__(self) -> None:
        super().__init__()
        self.photo, self.text = Tower(STAGE_CHANNELS["head"]), Tower(TEXT_WIDTH)
        self.log_temperature = nn.Parameter(torch.tensor(2.5))
        self.bias = nn.Parameter(torch.tensor(0.0))

    def see(self, grids: Grids) -> Parts:
        """Global average pooling, then the tower: one unit vector (N, 256)."""
        return (nn.functional.normalize(self.photo(grids["head"].mean((1, 2))), dim=-1),)

    def hear(self, states: States, mask: Tensor) -> Parts:
        """Mean over tokens, then the tower: one unit vector (N, 256)."""
        return (nn.functional.normalize(self.text(masked_mean(states[LAST], mask)), dim=-1),)

    def fuse(self, seen: Parts, heard: Parts, mask: Tensor) -> tuple[Tensor, Parts]:
        """A dot product."""
        cosine = (seen[0] * heard[0]).sum(-1)
        return self.log_temperature.exp() * cosine + self.bias, ()
