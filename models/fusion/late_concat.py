"""Late fusion by concatenation: both pooled vectors side by side into a small head."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from models.fusion.late_dual import VECTOR, Tower
from models.fusion.strategy import FusionStrategy, Grids, Parts, States, masked_mean
from models.fusion.streams import LAST, STAGE_CHANNELS, TEXT_WIDTH


class LateConcat(FusionStrategy):
    """match = head([photo vector, sentence vector])."""

    name = "late_concat"

    def __init__(self) -> None:
        super().__init__()
        self.photo, self.text = Tower(STAGE_CHANNELS["head"]), Tower(TEXT_WIDTH)
        self.head = nn.Sequential(
            nn.LayerNorm(2 * VECTOR), nn.Linear(2 * VECTOR, 2 * VECTOR), nn.GELU(), nn.Linear(2 * VECTOR, VECTOR),
            nn.GELU(), nn.Linear(VECTOR, 1),
        )  # fmt: skip

    def see(self, grids: Grids) -> Parts:
        """Global average pooling, then the tower: (N, 256)."""
        return (self.photo(grids["head"].mean((1, 2))),)

    def hear(self, states: States, mask: Tensor) -> Parts:
        """Mean over tokens, then the tower: (N, 256)."""
        return (self.text(masked_mean(states[LAST], mask)),)

    def fuse(self, seen: Parts, heard: Parts, mask: Tensor) -> tuple[Tensor, Parts]:
        """The head over both."""
        return self.head(torch.cat([seen[0], heard[0]], dim=-1))[:, 0], ()
