"""One self-attention stack over places and tokens, on which early fusion and the multimodal encoder stand."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from models.fusion.layers import EncoderLayer, Places, Project, ScoreHead
from models.fusion.strategy import AttentionKind, FusionStrategy, Grids, Parts, States, crowd_of, padding_of
from models.fusion.streams import STAGE_CHANNELS, TEXT_WIDTH, WIDTH

LAYERS = 3


class JointEncoder(FusionStrategy):
    """Summary token, places and tokens in one sequence; the summary token's last state gives the match.

    Subclasses choose the depth of the text stream that the tokens come from.
    """

    attention_kinds = (AttentionKind("self", "joint", "joint"),)
    segments = False  # a learned code that says which stream a token is from

    def __init__(self) -> None:
        super().__init__()
        self.places, self.tokens = Places(STAGE_CHANNELS["head"]), Project(TEXT_WIDTH)
        self.summary = nn.Parameter(torch.randn(1, 1, WIDTH) * 0.02)
        if self.segments:
            self.segment = nn.Parameter(torch.randn(2, WIDTH) * 0.02)
        self.layers = nn.ModuleList(EncoderLayer() for _ in range(LAYERS))
        self.head = ScoreHead()

    def see(self, grids: Grids) -> Parts:
        """Places (N, P, width)."""
        places = self.places(grids, self.stages[0])
        return (places + self.segment[0].to(places.dtype) if self.segments else places,)

    def hear(self, states: States, mask: Tensor) -> Parts:
        """Tokens (N, T, width)."""
        tokens = self.tokens(states[self.depths[0]])
        return (tokens + self.segment[1].to(tokens.dtype) if self.segments else tokens,)

    def fuse(self, seen: Parts, heard: Parts, mask: Tensor) -> tuple[Tensor, Parts]:
        """Attention (N, layers, heads, 1 + P + T, 1 + P + T)."""
        places, tokens = seen[0], heard[0]
        summary = self.summary.to(tokens.dtype).expand(tokens.shape[0], -1, -1)
        sequence = torch.cat([summary, places, tokens], dim=1)
        always = torch.zeros_like(summary[..., None, :1])
        padding = torch.cat([always, crowd_of(places), padding_of(mask, sequence.dtype)], dim=-1)
        weights = []
        for layer in self.layers:
            sequence, each = layer(sequence, padding)
            weights.append(each)
        return self.head(sequence[:, 0])[:, 0], (torch.stack(weights, dim=1),)
