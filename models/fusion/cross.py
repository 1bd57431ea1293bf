"""Cross-attention in both directions: words query places, places query words, or both (LXMERT, arXiv:1908.07490)."""

from __future__ import annotations

from typing import ClassVar

import torch
from torch import Tensor, nn

from models.fusion.layers import CrossLayer, Places, Project, ScoreHead
from models.fusion.strategy import AttentionKind, FusionStrategy, Grids, Parts, States, masked_mean, padding_of
from models.fusion.streams import LAST, STAGE_CHANNELS, TEXT_WIDTH, WIDTH

LAYERS = 2
WORDS_TO_PLACES = AttentionKind("words_to_places", "words", "places")
PLACES_TO_WORDS = AttentionKind("places_to_words", "places", "words")


class Cross(FusionStrategy):
    """`asks` says which streams send queries; the match is read from the streams that asked, pooled."""

    asks: ClassVar[tuple[str, ...]]

    def __init__(self) -> None:
        super().__init__()
        self.places, self.tokens = Places(STAGE_CHANNELS["head"]), Project(TEXT_WIDTH)
        if "words" in self.asks:
            self.word_layers = nn.ModuleList(CrossLayer() for _ in range(LAYERS))
        if "places" in self.asks:
            self.place_layers = nn.ModuleList(CrossLayer() for _ in range(LAYERS))
        self.head = ScoreHead(WIDTH * len(self.asks))

    def see(self, grids: Grids) -> Parts:
        """Places (N, P, width)."""
        return (self.places(grids, "head"),)

    def hear(self, states: States, mask: Tensor) -> Parts:
        """Tokens (N, T, width)."""
        return (self.tokens(states[LAST]),)

    def fuse(self, seen: Parts, heard: Parts, mask: Tensor) -> tuple[Tensor, Parts]:
        """Attention (N, layers, heads, T, P) of words, then (N, layers, heads, P, T) of places, as `asks` says."""
        places, tokens = seen[0], heard[0]
        padding = padding_of(mask, tokens.dtype)
        looks: list[Tensor] = []
        reads: list[Tensor] = []
        for index in range(LAYERS):
            before = tokens
            if "words" in self.asks:
                tokens, weights = self.word_layers[index](tokens, places)
                looks.append(weights)
            if "places" in self.asks:
                places, weights = self.place_layers[index](places, before, padding)
                reads.append(weights)
        pooled = {"words": masked_mean(tokens, mask), "places": places.mean(1)}
        joined = torch.cat([pooled[stream] for stream in self.asks], dim=-1)
        return self.head(joined)[:, 0], tuple(torch.stack(each, dim=1) for each in (looks, reads) if each)


class CrossWords(Cross):
    """Words query places, as in the attention panel's model."""

    name = "cross_words"
    asks = ("words",)
    attention_kinds = (WORDS_TO_PLACES,)


class CrossPlaces(Cross):
    """Places query words."""

    name = "cross_places"
    asks = ("places",)
    attention_kinds = (PLACES_TO_WORDS,)


class CoAttention(Cross):
    """Both at once: each layer updates both streams from what the other was before it."""

    name = "co_attention"
    asks = ("words", "places")
    attention_kinds = (WORDS_TO_PLACES, PLACES_TO_WORDS)
