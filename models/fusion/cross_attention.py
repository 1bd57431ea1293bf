"""Cross-attention fusion: words query places of the photo.

Queries come from word states, keys and values from the maps of a classifier and a detector, each of unit length per
head, with one learned temperature per head (scaled cosine attention, Henry et al. 2020, arXiv:2010.04245). A word that
means one of the detector's classes also looks where that class is seen (models/fusion/word_classes.py; the scores are
gathered where boxes lie, models/fusion/box_votes.py):

    seen[w, p]         = min(1, sum over classes c of means[w, c] * score[c, p])
    attention[w, h, p] = softmax over p of
                         temperature[h] * cos(query[w, h], key[h, p]) + weight * log(seen[w, p] + floor)
    agreement[w, h, p] = cos(meaning[w, h], value[h, p])
    evidence[w, p]     = soften over p of agreed over h of attention * max(agreement, 0)
    raw[w]             = mean over h of sum over p of agreement * attention with a weight of its own
    named[w]           = max over classes of means[w, c]
    presence[w]        = sigmoid(scale * raw[w] - offset(w) + named[w] * (gain(w) * logit(max over p of seen) - bar(w)
                                                                          - mean over its classes c of bar[c]))

For a word that means no class, `seen` is the same everywhere and adds nothing. `offset`, `gain` and `bar` are read from
the word alone: how high that word scores on photos that lack it; a class's own bar is how much higher its name stands
there than other classes' names do. Both weights are fixed: left to learn, they stay small
and attention dilutes what the detector knows. Where a thing is asks for more of the detector than whether it is there.
`agreed` is the geometric mean, scaled to the sum of the arithmetic one: no head alone decides what is brightest.
`soften` averages over neighbouring places (1 2 1 both ways, over 16): the brightest place is not one cell's chance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.fusion.photo_maps import PhotoMaps
from models.fusion.word_classes import CLASSES, TEXT_CHANNELS, WordClasses

FINE_CHANNELS, HEAD_CHANNELS, PYRAMID_CHANNELS, COLOUR_CHANNELS, COLOUR_HIDDEN = 112, 1280, 128, 12, 64
FLOOR = 0.02  # of `seen`
SMALLEST = 1e-7  # of a head's evidence, where its logarithm is taken


@dataclass(frozen=True)
class CrossAttentionConfig:
    """Sizes of the fusion; `width` is split evenly over `heads`."""

    width: int = 256
    heads: int = 4
    blocks: int = 2
    dropout: float = 0.1
    class_weight: float = 3.0  # of `seen` in attention and evidence
    score_weight: float = 1.0  # of `seen` where presence is read


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
    """In the manner of ConvNeXt (Liu et al. 2022): depthwise 5x5, then two pointwise layers; channels last.

    Each kernel is used as the mean of itself and its mirror image, so that the mirrored grid gives the mirrored result.
    """

    def __init__(self, width: int, dropout: float) -> None:
        super().__init__()
        self.depthwise = nn.Conv2d(width, width, 5, padding=2, groups=width)
        self.pointwise = Pointwise(width, 2 * width)
        self.dropout = ChannelDropout(dropout)

    def forward(self, grid: Tensor) -> Tensor:
        """(N, R, C, width) -> the same shape."""
        kernel, bias = (self.depthwise.weight + self.depthwise.weight.flip(-1)) / 2, self.depthwise.bias
        width = grid.shape[-1]
        mixed = functional.conv2d(grid.permute(0, 3, 1, 2), kernel, bias, padding=2, groups=width).permute(0, 2, 3, 1)
        pointed: Tensor = self.pointwise(grid + self.dropout(mixed))
        return pointed


PLAIN_CHANNELS = FINE_CHANNELS + 2 * PYRAMID_CHANNELS + CLASSES


def streams_of(maps: PhotoMaps) -> Tensor:
    """The fine maps side by side at a common scale, colours last: (N, R, C, 448 + 12). Nothing is learned here."""
    normal = [functional.layer_norm(x, x.shape[-1:]) for x in (maps.fine, maps.near, maps.middle)]
    return torch.cat([*normal, maps.classes / 4, maps.colour], -1)


def halve(maps: PhotoMaps) -> PhotoMaps:
    """The fine maps averaged over 2 x 2 cells; the coarse ones as they are."""

    def half(grid: Tensor) -> Tensor:
        return functional.avg_pool2d(grid.permute(0, 3, 1, 2), 2).permute(0, 2, 3, 1)

    fine, near, middle, classes, colour = (
        half(x) for x in (maps.fine, maps.near, maps.middle, maps.classes, maps.colour)
    )
    return PhotoMaps(fine, maps.head, near, middle, maps.far, classes, colour)


class PhotoSide(nn.Module):
    """Maps to keys and values: the coarse ones mix at stride 32, then meet the fine ones at stride 16."""

    def __init__(self, config: CrossAttentionConfig) -> None:
        super().__init__()
        width = config.width
        self.heads = config.heads
        self.colour = nn.Sequential(nn.Linear(COLOUR_CHANNELS, COLOUR_HIDDEN), nn.GELU())
        self.detail = nn.Linear(PLAIN_CHANNELS + COLOUR_HIDDEN, width)
        self.coarse = nn.Sequential(nn.LayerNorm(HEAD_CHANNELS), nn.Linear(HEAD_CHANNELS, width))
        self.far = nn.Sequential(nn.LayerNorm(PYRAMID_CHANNELS), nn.Linear(PYRAMID_CHANNELS, width))
        self.dropout = ChannelDropout(config.dropout)
        self.blocks = nn.ModuleList(GridBlock(width, config.dropout) for _ in range(config.blocks))
        self.merge = Pointwise(width, width)
        self.norm = nn.LayerNorm(width)
        self.key, self.value = nn.Linear(width, width), nn.Linear(width, width)

    def forward(self, maps: PhotoMaps) -> tuple[Tensor, Tensor]:
        """The maps of N photos -> keys, values, both (N, heads, 784, width / heads) and unit length."""
        return self.places(streams_of(maps), streams_of(halve(maps)), self.coarse(maps.head), maps.far)

    def places(
        self, streams: Tensor, pooled: Tensor, coarse: Tensor, far: Tensor, phase: tuple[int, int] | None = None
    ) -> tuple[Tensor, Tensor]:
        """The same from streams (N, 28, 28, 460) and (N, 14, 14, 460), projected head (N, 14, 14, width) and `far`.

        With a phase, `streams` holds every second row and column alone, from that one on, and so do keys and values.
        """
        grid = self.dropout(coarse) + self.dropout(self.far(far) + self.project(pooled))
        for block in self.blocks:
            grid = block(grid)
        around = upsample(grid)
        if phase is not None:
            around = around[:, phase[0] :: 2, phase[1] :: 2]
        places = self.norm(self.merge(self.dropout(self.project(streams)) + around)).flatten(1, 2)
        keys, values = (
            unit(layer(places).unflatten(-1, (self.heads, -1))).transpose(1, 2) for layer in (self.key, self.value)
        )
        return keys, values

    def project(self, streams: Tensor) -> Tensor:
        """Streams (..., 460) -> (..., width)."""
        plain, colour = streams.split((PLAIN_CHANNELS, COLOUR_CHANNELS), -1)
        # The quarters of a cell stand as R, G, B of (top left, top right, bottom left, bottom right): left and right
        # count alike, as in the blocks.
        quarters = colour.unflatten(-1, (3, 2, 2))
        even = ((quarters + quarters.flip(-1)) / 2).flatten(-3)
        projected: Tensor = self.detail(torch.cat([plain, self.colour(even)], -1))
        return projected


def unit(vectors: Tensor) -> Tensor:
    """Vectors (..., d) at unit length, in their own precision."""
    return vectors * torch.rsqrt((vectors * vectors).sum(-1, keepdim=True) + 1e-6)


def upsample(grid: Tensor) -> Tensor:
    """(N, R, C, width) -> (N, 2R, 2C, width), bilinear with cell edges aligned."""
    doubled = functional.interpolate(grid.permute(0, 3, 1, 2), scale_factor=2, mode="bilinear", align_corners=False)
    return doubled.permute(0, 2, 3, 1)


@dataclass(frozen=True)
class WordReading:
    """What the text side makes of W words."""

    queries: Tensor  # (W, heads, width / heads)
    meanings: Tensor  # (W, heads, width / heads)
    offsets: Tensor  # (W,)
    gates: Tensor  # (W,)
    gains: Tensor  # (W,), of the class score's logit; above 0
    bars: Tensor  # (W,)


class TextSide(nn.Module):
    """Word states to queries, meanings, offsets, gates, and how far a seen class counts."""

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
        self.trust = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, 64), nn.GELU(), nn.Linear(64, 2))

    def forward(self, states: Tensor) -> WordReading:
        """Word states (..., 1152) -> what is asked of the photo."""
        hidden = self.project(self.dropout(self.norm(states)))
        hidden = hidden + self.mix(hidden)
        queries, meanings = (
            unit(layer(hidden).unflatten(-1, (self.heads, -1))) for layer in (self.query, self.meaning)
        )
        trust = self.trust(hidden)
        return WordReading(
            queries,
            meanings,
            self.offset(hidden)[..., 0],
            self.gate(hidden)[..., 0],
            functional.softplus(trust[..., 0]),
            trust[..., 1],
        )


class CrossAttention(nn.Module):
    """Both sides, and what joins them."""

    def __init__(self, config: CrossAttentionConfig | None = None) -> None:
        super().__init__()
        self.config = config or CrossAttentionConfig()
        self.photo, self.text = PhotoSide(self.config), TextSide(self.config)
        self.classes = WordClasses()
        self.log_temperature = nn.Parameter(torch.full((self.config.heads,), 2.7))
        self.log_scale = nn.Parameter(torch.tensor(2.5))
        self.log_match = nn.Parameter(torch.tensor(0.0))

    def attend(self, queries: Tensor, keys: Tensor, seen: Tensor) -> Tensor:
        """Queries (..., heads, W, d), keys (..., heads, P, d), seen (..., W, P) -> attention (..., heads, W, P).

        Rows sum to 1.
        """
        return pulled(self.similarity(queries, keys), seen, self.config.class_weight)

    def similarity(self, queries: Tensor, keys: Tensor) -> Tensor:
        """Queries (..., heads, W, d), keys (..., heads, P, d) -> (..., heads, W, P), at each head's temperature."""
        temperature = self.log_temperature.exp()[:, None, None].to(queries.dtype)
        return temperature * (queries @ keys.transpose(-1, -2))

    def raw(self, similarity: Tensor, agreement: Tensor, seen: Tensor) -> Tensor:
        """Similarity and agreement (..., heads, W, P), seen (..., W, P) -> what presence is read from, (..., W)."""
        return (pulled(similarity, seen, self.config.score_weight) * agreement).sum(-1).mean(-2)

    def presence(self, words: WordReading, raw: Tensor, means: Tensor, highest: Tensor) -> Tensor:
        """Presence logits from `raw` and the highest of `seen`, both (..., W), or (W, photos) with words unsqueezed;
        `means` are the words' classes, (..., W, 80) or (W, 1, 80).
        """
        logit = torch.log((highest + FLOOR) / (1 + FLOOR - highest))
        named, bars = means.amax(-1), words.bars + self.classes.bar_of(means)
        return self.log_scale.exp() * raw - words.offsets + named * (words.gains * logit - bars)

    def score(self, words: WordReading, means: Tensor, keys: Tensor, values: Tensor, scores: Tensor) -> Tensor:
        """W words read once, with their classes (W, 80), against photos: keys and values (..., heads, P, d), class
        scores (..., 80, P) -> presence logits (..., W).
        """
        seen = (means @ scores).clamp(max=1.0)
        similarity = self.similarity(words.queries.transpose(0, 1), keys)
        agreement = words.meanings.transpose(0, 1) @ values.transpose(-1, -2)
        return self.presence(words, self.raw(similarity, agreement, seen), means, seen.amax(-1))

    def forward(self, states: Tensor, keys: Tensor, values: Tensor, scores: Tensor) -> tuple[Tensor, ...]:
        """One sentence against one photo.

        States (W, 1152), keys and values (heads, P, d), class scores (80, P) -> attention (W, heads, P),
        evidence (W, P), presence logits (W,), gates (W,).
        """
        words = self.text(states)
        means = self.classes(states)
        seen = (means @ scores).clamp(max=1.0)
        similarity = self.similarity(words.queries.transpose(0, 1), keys)
        attention = pulled(similarity, seen, self.config.class_weight)
        agreement = words.meanings.transpose(0, 1) @ values.transpose(-1, -2)
        evidence = soften(agreed(attention * agreement.clamp(min=0)))
        presence = self.presence(words, self.raw(similarity, agreement, seen), means, seen.amax(-1))
        return attention.transpose(0, 1), evidence, presence, words.gates


def pulled(similarity: Tensor, seen: Tensor, weight: float) -> Tensor:
    """Softmax over places of similarity (..., heads, W, P) and weighted log of seen (..., W, P)."""
    return torch.softmax(similarity + (weight * torch.log(seen + FLOOR)).unsqueeze(-3), dim=-1)


def agreed(evidence: Tensor) -> Tensor:
    """(heads, W, P) -> (W, P), the geometric mean, scaled to the sum of the arithmetic one: bright where all heads are.

    A head that is alone with a place cannot make it the brightest. On COCO train2017 photos with boxes it points and
    holds as well or better (MODEL_CARD.md).
    """
    both = geometric_mean(evidence, SMALLEST)
    return both * (evidence.mean(0).sum(-1, keepdim=True) / both.sum(-1, keepdim=True))


def geometric_mean(evidence: Tensor, smallest: float) -> Tensor:
    """(heads, ...) -> (...), `smallest` added to each so that its logarithm is defined."""
    return (evidence + smallest).log().mean(0).exp()


def soften(evidence: Tensor) -> Tensor:
    """(W, P) of a square grid, averaged with the neighbours by 1 2 1 both ways; edges repeat."""
    side = math.isqrt(evidence.shape[-1])
    around = functional.pad(evidence.unflatten(-1, (side, side))[:, None], (1, 1, 1, 1), mode="replicate")
    twice = functional.avg_pool2d(functional.avg_pool2d(around, 2, 1), 2, 1)
    return twice[:, 0].flatten(1)


def pool_sentence(presence: Tensor, gates: Tensor, mask: Tensor) -> Tensor:
    """Words to a sentence: presence (..., W), gates (W or ..., W), mask (..., W) of words that count -> (...)."""
    weights = torch.softmax(gates.masked_fill(~mask, -1e4), dim=-1)
    return (weights * presence).sum(-1)
