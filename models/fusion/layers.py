"""Layers that the fusion strategies share: attention that returns its weights, Transformer layers, position codes."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.fusion.place_codes import codes_name, position_codes
from models.fusion.strategy import HEADS, Grids
from models.fusion.streams import WIDTH

DROPOUT = 0.0


class Attention(nn.Module):
    """Multi-head scaled dot-product attention (Vaswani et al. 2017, arXiv:1706.03762) that returns its weights."""

    def __init__(self, width: int = WIDTH, queries: int | None = None, keys: int | None = None) -> None:
        super().__init__()
        self.query = nn.Linear(queries or width, width)
        self.key, self.value = nn.Linear(keys or width, width), nn.Linear(keys or width, width)
        self.output = nn.Linear(width, queries or width)

    def split(self, layer: nn.Module, tokens: Tensor) -> Tensor:
        """(N, S, ...) -> (N, heads, S, d)."""
        return layer(tokens).unflatten(-1, (HEADS, -1)).transpose(1, 2)

    def read(self, sources: Tensor) -> tuple[Tensor, Tensor]:
        """Keys and values of what is attended to: (N, K, ...) -> 2 x (N, heads, K, d)."""
        return self.split(self.key, sources), self.split(self.value, sources)

    def forward(
        self, tokens: Tensor, keys: Tensor, values: Tensor, padding: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Tokens (N, Q, ...), keys and values (N, heads, K, d), additive padding (N, 1, 1, K).

        Returns the mixed values (N, Q, ...) and the weights (N, heads, Q, K), whose rows sum to 1.
        """
        queries = self.split(self.query, tokens)
        scores = queries @ keys.transpose(-1, -2) * (1 / math.sqrt(queries.shape[-1]))
        if padding is not None:
            scores = scores + padding
        weights = scores.softmax(-1)
        mixed: Tensor = self.output((weights @ values).transpose(1, 2).flatten(2))
        return mixed, weights


class FeedForward(nn.Module):
    """Norm, then two linear layers; to be added to what came in."""

    def __init__(self, width: int = WIDTH) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.widen, self.narrow = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, tokens: Tensor) -> Tensor:
        """(N, S, width) -> (N, S, width)."""
        hidden: Tensor = self.dropout(self.narrow(functional.gelu(self.widen(self.norm(tokens)))))
        return hidden


class EncoderLayer(nn.Module):
    """Pre-norm Transformer encoder layer (Xiong et al. 2020, arXiv:2002.04745)."""

    def __init__(self) -> None:
        super().__init__()
        self.norm, self.attention = nn.LayerNorm(WIDTH), Attention()
        self.dropout, self.feed_forward = nn.Dropout(DROPOUT), FeedForward()

    def forward(self, tokens: Tensor, padding: Tensor) -> tuple[Tensor, Tensor]:
        """Tokens (N, S, width) -> tokens, attention (N, heads, S, S)."""
        normal = self.norm(tokens)
        mixed, weights = self.attention(normal, *self.attention.read(normal), padding)
        tokens = tokens + self.dropout(mixed)
        return tokens + self.feed_forward(tokens), weights


class CrossLayer(nn.Module):
    """Queries of one stream attend to the other stream; then a feed-forward layer."""

    def __init__(self) -> None:
        super().__init__()
        self.norm, self.norm_sources, self.attention = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH), Attention()
        self.dropout, self.feed_forward = nn.Dropout(DROPOUT), FeedForward()

    def forward(self, tokens: Tensor, sources: Tensor, padding: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Tokens (N, Q, width), sources (N, K, width) -> tokens, attention (N, heads, Q, K)."""
        keys, values = self.attention.read(self.norm_sources(sources))
        mixed, weights = self.attention(self.norm(tokens), keys, values, padding)
        tokens = tokens + self.dropout(mixed)
        return tokens + self.feed_forward(tokens), weights


class Project(nn.Sequential):
    """Norm and a linear layer into the fusion's width: (..., inputs) -> (..., width)."""

    def __init__(self, inputs: int, width: int = WIDTH) -> None:
        super().__init__(nn.LayerNorm(inputs), nn.Linear(inputs, width), nn.Dropout(DROPOUT))


class ScoreHead(nn.Sequential):
    """A joined vector to a match logit: (N, inputs) -> (N, 1)."""

    def __init__(self, inputs: int = WIDTH) -> None:
        super().__init__(nn.LayerNorm(inputs), nn.Linear(inputs, WIDTH), nn.GELU(), nn.Linear(WIDTH, 1))


class Places(nn.Module):
    """A CNN grid as a sequence of places: projection plus 2-D position codes."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.project = Project(channels)
        self.code = nn.Linear(WIDTH, WIDTH, bias=False)

    def forward(self, grids: Grids, stage: str) -> Tensor:
        """One stage's (N, R, C, channels), and its codes where they are among the grids -> (N, R * C, width)."""
        grid = grids[stage]
        codes = grids.get(codes_name(stage))
        if codes is None:
            codes = torch.from_numpy(position_codes(grid.shape[1], grid.shape[2]))
        return self.project(grid.flatten(1, 2)) + self.code(codes.flatten(0, 1).to(grid.dtype))
