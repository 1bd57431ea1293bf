"""Intermediate fusion, multi-scale: several CNN stages feed different layers of the text Transformer.

Before each of MiniLM's last three layers the tokens attend to one stage of the CNN, coarse scales later, through a
gated cross-attention whose gate starts at zero, so that training starts from the untouched text stream (as Flamingo's
gated cross-attention layers, Alayrac et al. 2022, arXiv:2204.14198). MiniLM's own layers stay frozen.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from models.fusion.layers import Attention, Places, ScoreHead
from models.fusion.strategy import AttentionKind, FusionStrategy, Grids, Parts, States, masked_mean, padding_of
from models.fusion.streams import MIDDLE, STAGE_CHANNELS, TEXT_WIDTH, WIDTH
from models.text import minilm

SCALES = ("block4", "block10", "head")


class GatedCross(nn.Module):
    """tokens + tanh(gate) * attention(tokens -> places)."""

    def __init__(self) -> None:
        super().__init__()
        self.norm, self.attention = nn.LayerNorm(TEXT_WIDTH), Attention(WIDTH, queries=TEXT_WIDTH)
        self.gate = nn.Parameter(torch.tensor(0.1))

    def forward(self, tokens: Tensor, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
        """Tokens (N, T, 384), keys and values (N, heads, P, d) -> tokens, attention (N, heads, T, P)."""
        mixed, weights = self.attention(self.norm(tokens), keys, values)
        return tokens + torch.tanh(self.gate).to(tokens.dtype) * mixed, weights


class MultiScale(FusionStrategy):
    """Stages of stride 8, 16 and 32 into layers 4, 5 and 6 of the text stream; the mean token gives the match."""

    name = "multi_scale"
    stages = SCALES
    depths = (MIDDLE,)
    attention_kinds = tuple(AttentionKind(stage, "words", "places") for stage in SCALES)

    def __init__(self) -> None:
        super().__init__()
        self.places = nn.ModuleList(Places(STAGE_CHANNELS[stage]) for stage in SCALES)
        self.norms = nn.ModuleList(nn.LayerNorm(WIDTH) for _ in SCALES)
        self.cross = nn.ModuleList(GatedCross() for _ in SCALES)
        self.frozen = nn.ModuleList(minilm.EncoderLayer() for _ in SCALES)
        self.head = ScoreHead(TEXT_WIDTH)

    def see(self, grids: Grids) -> Parts:
        """Keys and values of each scale, (N, heads, P_i, d), one after another."""
        parts: list[Tensor] = []
        for stage, places, norm, cross in zip(SCALES, self.places, self.norms, self.cross, strict=True):
            assert isinstance(cross, GatedCross)
            parts += cross.attention.read(norm(places(grids, stage)))
        return tuple(parts)

    def hear(self, states: States, mask: Tensor) -> Parts:
        """Tokens after the text stream's third layer (N, T, 384)."""
        return (states[MIDDLE],)

    def fuse(self, seen: Parts, heard: Parts, mask: Tensor) -> tuple[Tensor, Parts]:
        """One attention (N, 1, heads, T, P_i) per scale."""
        tokens = heard[0]
        padding = padding_of(mask, tokens.dtype)
        looks = []
        for index, (cross, layer) in enumerate(zip(self.cross, self.frozen, strict=True)):
            tokens, weights = cross(tokens, seen[2 * index], seen[2 * index + 1])
            tokens, _ = layer(tokens, padding)
            looks.append(weights.unsqueeze(1))
        return self.head(masked_mean(tokens, mask))[:, 0], tuple(looks)
