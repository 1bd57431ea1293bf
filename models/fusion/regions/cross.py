"""Two streams that ask each other, as LXMERT's (Tan & Bansal 2019, arXiv:1908.07490), over regions.

LXMERT has 9 + 5 layers of self-attention below and five cross-modality layers; width and depth here are those of this
project's co-attention, so that regions against cells is all that differs.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from models.fusion.cross import LAYERS
from models.fusion.layers import CrossLayer, Project, ScoreHead
from models.fusion.regions.inputs import Regions
from models.fusion.regions.photo import REGION_INPUTS
from models.fusion.strategy import AttentionKind, FusionStrategy, Grids, Parts, States, masked_mean, padding_of
from models.fusion.streams import LAST, TEXT_WIDTH, WIDTH


class RegionsCross(FusionStrategy):
    """Each layer updates both streams from what the other was before it; both are pooled for the match."""

    name = "regions_cross"
    stages = REGION_INPUTS
    attention_kinds = (
        AttentionKind("words_to_regions", "words", "regions"),
        AttentionKind("regions_to_words", "regions", "words"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.regions, self.tokens = Regions(), Project(TEXT_WIDTH)
        self.word_layers = nn.ModuleList(CrossLayer() for _ in range(LAYERS))
        self.region_layers = nn.ModuleList(CrossLayer() for _ in range(LAYERS))
        self.head = ScoreHead(2 * WIDTH)

    def see(self, grids: Grids) -> Parts:
        """Regions (N, R, width), and which are there (N, R)."""
        return self.regions(grids), grids["known"]

    def hear(self, states: States, mask: Tensor) -> Parts:
        """Tokens (N, T, width)."""
        return (self.tokens(states[LAST]),)

    def fuse(self, seen: Parts, heard: Parts, mask: Tensor) -> tuple[Tensor, Parts]:
        """Attention (N, layers, heads, T, R) of words, then (N, layers, heads, R, T) of regions."""
        (regions, known), tokens = seen, heard[0]
        of_regions, of_words = padding_of(known, tokens.dtype), padding_of(mask, tokens.dtype)
        looks: list[Tensor] = []
        asks: list[Tensor] = []
        for word_layer, region_layer in zip(self.word_layers, self.region_layers, strict=True):
            before = tokens
            tokens, weights = word_layer(tokens, regions, of_regions)
            looks.append(weights)
            regions, weights = region_layer(regions, before, of_words)
            asks.append(weights)
        joined = torch.cat([masked_mean(tokens, mask), masked_mean(regions, known)], dim=-1)
        return self.head(joined)[:, 0], (torch.stack(looks, dim=1), torch.stack(asks, dim=1))
