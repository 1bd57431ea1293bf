"""Intermediate fusion, a Transformer inside the CNN: a stage's map, changed by the words, goes on through the CNN.

The map of block14 (stride 32) is flattened, two Transformer layers run over its places joined with the words, and the
result is added to the map, which the CNN's own next stages (block15 and head, frozen) then read, after Bottleneck
Transformers (Srinivas et al. 2021, arXiv:2101.11605) with the words in the sequence.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from models.backbones.efficientnet_lite import HEAD_CHANNELS, InvertedBottleneck, conv_bn
from models.fusion.layers import EncoderLayer, Places, Project, ScoreHead
from models.fusion.strategy import AttentionKind, FusionStrategy, Grids, Parts, States, masked_mean, padding_of
from models.fusion.streams import LAST, STAGE_CHANNELS, TEXT_WIDTH, WIDTH

STAGE, LAYERS = "block14", 2


class InsideCnn(FusionStrategy):
    """The match is read from the CNN's pooled head and the mean token, both after they met."""

    name = "inside_cnn"
    stages = (STAGE,)
    attention_kinds = (AttentionKind("self", "joint_bare", "joint_bare"),)

    def __init__(self) -> None:
        super().__init__()
        channels = STAGE_CHANNELS[STAGE]
        self.places, self.tokens = Places(channels), Project(TEXT_WIDTH)
        self.layers = nn.ModuleList(EncoderLayer() for _ in range(LAYERS))
        self.back = nn.Linear(WIDTH, channels)
        nn.init.zeros_(self.back.weight)
        nn.init.zeros_(self.back.bias)
        self.frozen = nn.Sequential(
            InvertedBottleneck(channels, 320, 3, 1, 6), nn.Sequential(*conv_bn(320, HEAD_CHANNELS, 1), nn.ReLU6())
        )
        self.pooled = Project(HEAD_CHANNELS)
        self.head = ScoreHead(2 * WIDTH)

    def train(self, mode: bool = True) -> InsideCnn:
        """The CNN's own stages always stay in evaluation mode."""
        super().train(mode)
        self.frozen.eval()
        return self

    def see(self, grids: Grids) -> Parts:
        """Places (N, P, width), and the map itself (N, R, C, 192)."""
        return self.places(grids, STAGE), grids[STAGE]

    def hear(self, states: States, mask: Tensor) -> Parts:
        """Tokens (N, T, width)."""
        return (self.tokens(states[LAST]),)

    def fuse(self, seen: Parts, heard: Parts, mask: Tensor) -> tuple[Tensor, Parts]:
        """Attention (N, layers, heads, P + T, P + T)."""
        places, grid, tokens = *seen, heard[0]
        count = places.shape[1]
        sequence = torch.cat([places, tokens], dim=1)
        whole = torch.cat([torch.ones_like(sequence[:, :count, 0]), mask.to(sequence.dtype)], dim=1)
        padding = padding_of(whole, sequence.dtype)
        weights = []
        for layer in self.layers:
            sequence, each = layer(sequence, padding)
            weights.append(each)
        changed = grid + self.back(sequence[:, :count]).unflatten(1, grid.shape[1:3])
        pooled = self.pooled(self.frozen(changed.permute(0, 3, 1, 2)).mean((2, 3)))
        joined = torch.cat([pooled, masked_mean(sequence[:, count:], mask)], dim=-1)
        return self.head(joined)[:, 0], (torch.stack(weights, dim=1),)
