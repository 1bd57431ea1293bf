"""Cross-attention fusion: words query places of the photo.

Queries come from word states, keys and values from the CNN grid, each of unit length per head, with one
learned temperature per head (scaled cosine attention, Henry et al. 2020, arXiv:2010.04245). For word w,
head h and place p:

    attention[w, h, p] = softmax over p of temperature[h] * cos(query[w, h], key[h, p])
    agreement[w, h, p] = cos(meaning[w, h], value[h, p])
    evidence[w, p]     = mean over h of attention * max(agreement, 0)
    raw[w]             = mean over h of sum over p of attention * agreement
    presence[w]        = sigmoid(scale * raw[w] - offset(w))

`offset` is read from the word alone: how high that word scores on photos that lack it.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

FINE_CHANNELS, HEAD_CHANNELS, TEXT_CHANNELS = 112, 1280, 1152


@dataclass(frozen=True)
class CrossAttentionConfig:
    """Sizes of the fusion; `width` is split evenly over `heads`."""

    width: int = 256
    heads: int = 4
    blocks: int = 2
    dropout: float = 0.1


class ChannelDropout(nn.Module):
    """Dropout of whole channels per photo, (N, R, C, width): one draw a channel, so it costs nothing on large grids."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, grid: Tensor) -> Tensor:
        """The grid, with channels set to zero in training and the rest scaled up."""
        if not self.training or self.rate == 0:
            return grid
        kept = torch.rand(grid.shape[0], 1, 1, grid.shape[3]) >= self.rate
        return grid * (kept.to(grid.dtype) / (1 - self.rate))


class Pointwise(nn.Module):
    """Norm and two linear layers at every place, residual."""

    def __init__(self, width: int, hidden: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.widen, self.narrow = nn.Linear(width, hidden), nn.Linear(hidden, width)
        self.scale = nn.Parameter(torch.full((width,), 0.1))

    def forward(self, grid: Tensor) -> Tensor:
        """(..., width) -> the same shape."""
        hidden: Tensor = self.narrow(functional.gelu(self.widen(self.norm(grid))))
        return grid + hidden * self.scale.to(hidden.dtype)


class GridBlock(nn.Module):
    """In the manner of ConvNeXt (Liu et al. 2022): depthwise 5x5, then two pointwise layers; channels last."""

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.depthwise = nn.Conv2d(width, width, 5, padding=2, groups=width)
        self.pointwise = Pointwise(width, 2 * width)
        self.dropout = ChannelDropout(dropout)

    def forward(self, grid: Tensor) -> Tensor:
        """(N, R, C, width) -> the same shape."""
        mixed = self.depthwise(grid.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
        pointed: Tensor = self.pointwise(grid + self.dropout(mixed))
        return pointed


class PhotoSide(nn.Module):
    """CNN grids to keys and values: context and coarse grid mix at stride 32, then meet the fine grid at stride 16."""

    def __init__(self, config: CrossAttentionConfig) -> None:
        super().__init__()
        width = config.width
        self.heads = config.heads
        self.fine = nn.Sequential(nn.LayerNorm(FINE_CHANNELS), nn.Linear(FINE_CHANNELS, width))
        self.coarse = nn.Sequential(nn.LayerNorm(HEAD_CHANNELS), nn.Linear(HEAD_CHANNELS, width))
        self.context = nn.Sequential(nn.LayerNorm(HEAD_CHANNELS), nn.Linear(HEAD_CHANNELS, width))
        self.dropout = ChannelDropout(config.dropout)
        self.blocks = nn.ModuleList(GridBlock(width, config.dropout) for _ in range(config.blocks))
        self.merge = Pointwise(width, width)
        self.norm = nn.LayerNorm(width)
        self.key, self.value = nn.Linear(width, width), nn.Linear(width, width)

    def forward(self, fine: Tensor, coarse: Tensor, context: Tensor) -> tuple[Tensor, Tensor]:
        """Fine (N, 28, 28, 112), coarse (N, 14, 14, 1280), context (N, 7, 7, 1280) -> keys, values.

        Both are (N, heads, 784, width / heads) and unit length.
        """
        detail = self.dropout(self.fine(fine))
        pooled = functional.avg_pool2d(detail.permute(0, 3, 1, 2), 2).permute(0, 2, 3, 1)
        grid = self.dropout(self.coarse(coarse)) + upsample(self.dropout(self.context(context))) + pooled
        for block in self.blocks:
            grid = block(grid)
        places = self.norm(self.merge(detail + upsample(grid))).flatten(1, 2)
        keys, values = (
            unit(layer(places).unflatten(-1, (self.heads, -1))).transpose(1, 2) for layer in (self.key, self.value)
        )
        return keys, values


def unit(vectors: Tensor) -> Tensor:
    """Vectors (..., d) at unit length, in their own precision."""
    return vectors * torch.rsqrt((vectors * vectors).sum(-1, keepdim=True) + 1e-6)


def upsample(grid: Tensor) -> Tensor:
    """(N, R, C, width) -> (N, 2R, 2C, width), bilinear with cell edges aligned."""
    doubled = functional.interpolate(grid.permute(0, 3, 1, 2), scale_factor=2, mode="bilinear", align_corners=False)
    return doubled.permute(0, 2, 3, 1)


class TextSide(nn.Module):
    """Word states to queries, meanings, offsets and gates."""

    def __init__(self, config: CrossAttentionConfig) -> None:
        super().__init__()
        width = config.width
        self.heads = config.heads
        self.norm = nn.LayerNorm(TEXT_CHANNELS)
        self.dropout = nn.Dropout(config.dropout)
        self.project = nn.Linear(TEXT_CHANNELS, width)
        self.mix = nn.Sequential(
            nn.LayerNorm(width), nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width)
        )
        self.query, self.meaning = nn.Linear(width, width), nn.Linear(width, width)
        self.offset = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, 64), nn.GELU(), nn.Linear(64, 1))
        self.gate = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, 64), nn.GELU(), nn.Linear(64, 1))

    def forward(self, states: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Word states (W, 1152) -> queries and meanings (W, heads, width / heads), offsets (W,), gates (W,)."""
        hidden = self.project(self.dropout(self.norm(states)))
        hidden = hidden + self.mix(hidden)
        queries, meanings = (
            unit(layer(hidden).unflatten(-1, (self.heads, -1))) for layer in (self.query, self.meaning)
        )
        return queries, meanings, self.offset(hidden)[..., 0], self.gate(hidden)[..., 0]


class CrossAttention(nn.Module):
    """Both sides, and the temperatures that join them."""

    def __init__(self, config: CrossAttentionConfig | None = None) -> None:
        super().__init__()
        self.config = config or CrossAttentionConfig()
        self.photo, self.text = PhotoSide(self.config), TextSide(self.config)
        self.log_temperature = nn.Parameter(torch.full((self.config.heads,), 2.7))
        self.log_scale = nn.Parameter(torch.tensor(2.5))
        self.log_match = nn.Parameter(torch.tensor(0.0))

    def attend(self, queries: Tensor, keys: Tensor) -> Tensor:
        """Queries (..., heads, W, d), keys (..., heads, P, d) -> attention (..., heads, W, P); rows sum to 1."""
        temperature = self.log_temperature.exp()[:, None, None].to(queries.dtype)
        return torch.softmax(temperature * (queries @ keys.transpose(-1, -2)), dim=-1)

    def forward(self, states: Tensor, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """One sentence against one photo.

        States (W, 1152), keys and values (heads, P, d) -> attention (W, heads, P), evidence (W, P),
        presence logits (W,), gates (W,).
        """
        queries, meanings, offsets, gates = self.text(states)
        attention = self.attend(queries.transpose(0, 1), keys)
        agreement = meanings.transpose(0, 1) @ values.transpose(-1, -2)
        evidence = (attention * agreement.clamp(min=0)).mean(0)
        raw = (attention * agreement).sum(-1).mean(0)
        return attention.transpose(0, 1), evidence, self.log_scale.exp() * raw - offsets, gates


def pool_sentence(presence: Tensor, gates: Tensor, mask: Tensor) -> Tensor:
    """Words to a sentence: presence (..., W), gates (W or ..., W), mask (..., W) of words that count -> (...)."""
    weights = torch.softmax(gates.masked_fill(~mask, -1e4), dim=-1)
    return (weights * presence).sum(-1)
