"""Intermediate fusion, a Transformer inside the CNN: a stage's map, changed by the words, goes on through the CNN.

The map of a stage is flattened, two Transformer layers run over its places joined with the words, and the result is
added to the map, which the CNN's own next stages (frozen) then read, after Bottleneck Transformers (Srinivas et al.
2021, arXiv:2101.11605) with the words in the sequence. `inside_cnn` stands after block14 (stride 32), so that block15
and head run again for every sentence. At other depths (models/fusion/depths) the places are means of cells, as many as
there are at stride 32: what then differs is where the two meet, not how finely.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from models.backbones.efficientnet_lite import HEAD_CHANNELS, VARIANTS, build
from models.fusion.layers import EncoderLayer, Places, Project, ScoreHead
from models.fusion.strategy import (
    AttentionKind,
    FusionStrategy,
    Grids,
    Parts,
    States,
    crowd_of,
    masked_mean,
    padding_of,
)
from models.fusion.streams import COARSEST, LAST, STAGE_CHANNELS, STRIDES, TEXT_WIDTH, WIDTH

LAYERS = 2


class InsideCnn(FusionStrategy):
    """The match is read from the CNN's pooled head and the mean token, both after they met."""

    name = "inside_cnn"
    stages = ("block14",)
    attention_kinds = (AttentionKind("self", "joint_bare", "joint_bare"),)

    def __init__(self) -> None:
        super().__init__()
        (self.stage,), cnn = self.stages, build(VARIANTS[0])
        channels, self.gathered = STAGE_CHANNELS[self.stage], COARSEST // STRIDES[self.stage]  # cells a side of a place
        self.places, self.tokens = Places(channels), Project(TEXT_WIDTH)
        self.layers = nn.ModuleList(EncoderLayer() for _ in range(LAYERS))
        self.back = nn.Linear(WIDTH, channels)
        nn.init.zeros_(self.back.weight)
        nn.init.zeros_(self.back.bias)
        self.frozen = nn.Sequential(*cnn.stages[cnn.stage_index(self.stage) + 1 :])
        self.pooled = Project(HEAD_CHANNELS)
        self.head = ScoreHead(2 * WIDTH)

    def train(self, mode: bool = True) -> InsideCnn:
        """The CNN's own stages always stay in evaluation mode."""
        super().train(mode)
        self.frozen.eval()
        return self

    def see(self, grids: Grids) -> Parts:
        """Places (N, P, width), and the map itself (N, R, C, channels)."""
        grid = grids[self.stage]
        return self.places(grids | {self.stage: gathered(grid, self.gathered)}, self.stage), grid

    def hear(self, states: States, mask: Tensor) -> Parts:
        """Tokens (N, T, width)."""
        return (self.tokens(states[LAST]),)

    def fuse(self, seen: Parts, heard: Parts, mask: Tensor) -> tuple[Tensor, Parts]:
        """Attention (N, layers, heads, P + T, P + T)."""
        places, grid, tokens = *seen, heard[0]
        count = places.shape[1]
        sequence = torch.cat([places, tokens], dim=1)
        padding = torch.cat([crowd_of(places), padding_of(mask, sequence.dtype)], dim=-1)
        weights = []
        for layer in self.layers:
            sequence, each = layer(sequence, padding)
            weights.append(each)
        rows, cols = (side // self.gathered for side in grid.shape[1:3])
        change = self.back(sequence[:, :count]).unflatten(1, (rows, cols))
        for axis in (1, 2) if self.gathered > 1 else ():
            change = change.repeat_interleave(self.gathered, axis)
        changed = grid + change
        pooled = self.pooled(self.frozen(changed.permute(0, 3, 1, 2)).mean((2, 3)))
        joined = torch.cat([pooled, masked_mean(sequence[:, count:], mask)], dim=-1)
        return self.head(joined)[:, 0], (torch.stack(weights, dim=1),)


def gathered(grid: Tensor, cells: int) -> Tensor:
    """Means of cells x cells: (N, R, C, channels) -> (N, R / cells, C / cells, channels)."""
    if cells == 1:
        return grid
    return grid.unflatten(1, (-1, cells)).unflatten(3, (-1, cells)).mean((2, 4))
