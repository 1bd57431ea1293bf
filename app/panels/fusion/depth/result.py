"""What `depth` finds: one strategy's attention, a word's maps in it, and the words that a place attends to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.engines.fusion import FusionService
from app.panels.fusion.query import ATTENDING, TEXT
from app.samples.sample import Sample
from models.fusion.reading import offset_of, rollout
from models.fusion_results import Attended, FusionSentence, StrategyReading
from models.results import FloatArray


@dataclass(frozen=True)
class DepthResult:
    """A strategy's reading, or the text stream's own attention."""

    heard: FusionSentence
    reading: StrategyReading | None


async def look_into(fusion: FusionService, sample: Sample, name: str) -> DepthResult:
    """One reading; of the text stream by itself where `name` is TEXT, of `cross_words` where it has no attention."""
    heard = await fusion.hear(sample.sentence)
    if name == TEXT:
        return DepthResult(heard, None)
    return DepthResult(heard, await fusion.read(sample, name if name in ATTENDING else "cross_words", sample.sentence))


def places_of(reading: StrategyReading) -> tuple[int, int]:
    """The coarsest grid of places that a strategy attends to."""
    return min(each.grid for each in reading.attentions)


def word_looks(attended: Attended, pooling: FloatArray, word: int) -> FloatArray | None:
    """One word's maps per layer and head, (layers, heads, rows, cols), each summing to 1; None among words."""
    weights, tokens = attended.weights, pooling.shape[1]
    if attended.queries.startswith("joint"):
        start = offset_of(attended.queries)
        places = weights.shape[-1] - start - tokens
        rows = weights[:, :, start + places :, start : start + places]
    elif (attended.queries, attended.keys) == ("words", "places"):
        rows = weights
    elif attended.queries == "places":
        rows = weights.swapaxes(2, 3)
    else:
        return None
    maps = np.einsum("t,lhtp->lhp", pooling[word], rows)
    maps = maps / np.maximum(maps.sum(-1, keepdims=True), 1e-12)
    return np.asarray(maps.reshape(*maps.shape[:2], *attended.grid), np.float32)


@dataclass(frozen=True)
class PlaceLook:
    """Where a place looks among the places, in one attention of a joint sequence."""

    name: str  # of the attention
    places: FloatArray  # (rows, cols), sums to 1; mean over layers and heads
    share: float  # of all that the place pays, what goes to places; the rest goes to words and the summary token


def place_looks(reading: StrategyReading, cell: tuple[int, int]) -> tuple[PlaceLook, ...]:
    """Places to places, where places and words are one sequence; nothing for strategies that never let them meet."""
    found = []
    for each in reading.attentions:
        if each.queries.startswith("joint"):
            start, count = offset_of(each.queries), each.grid[0] * each.grid[1]
            row = each.weights.mean((0, 1))[start + _place(cell, each.grid, places_of(reading))]
            paid = row[start : start + count]
            share = float(paid.sum() / max(float(row.sum()), 1e-12))
            found.append(PlaceLook(each.name, (paid / max(float(paid.sum()), 1e-12)).reshape(each.grid), share))
    return tuple(found)


@dataclass(frozen=True)
class PlaceShares:
    """What a place pays the words."""

    words: tuple[tuple[str, float], ...]  # largest first, as shares of all words
    special: float  # of all that goes to tokens, what [CLS] and [SEP] get; not part of the shares
    turned: bool  # words that look at the place, for want of the other direction


def place_shares(reading: StrategyReading, heard: FusionSentence, cell: tuple[int, int]) -> PlaceShares:
    """Which words a place attends to.

    Places that query words, or places in a joint sequence, give it directly. Where only words query places, the share
    of each word in what the place is paid.
    """
    direct = [each for each in reading.attentions if each.queries == "places" or each.queries.startswith("joint")]
    members = (heard.pooling > 0).astype(np.float32)
    totals, paid = np.zeros(len(heard.words), np.float64), 0.0
    for each in direct or reading.attentions:
        place = _place(cell, each.grid, places_of(reading))
        tokens = heard.pooling.shape[1]
        if each.queries == "places":
            row = each.weights.mean((0, 1))[place]
        elif each.queries.startswith("joint"):
            row = rollout(each.weights)[offset_of(each.queries) + place, -tokens:]
        else:
            row = each.weights.mean((0, 1))[:, place]
        totals += members @ row
        paid += float(row.sum())
    shares = totals / max(totals.sum(), 1e-12)
    order = np.argsort(-shares)
    special = 1 - float(totals.sum()) / max(paid, 1e-12)
    return PlaceShares(tuple((heard.words[i].text, float(shares[i])) for i in order), max(0.0, special), not direct)


def _place(cell: tuple[int, int], grid: tuple[int, int], coarse: tuple[int, int]) -> int:
    """The place of a grid at the middle of a cell of the coarsest one."""
    row = int((cell[0] + 0.5) / coarse[0] * grid[0])
    col = int((cell[1] + 0.5) / coarse[1] * grid[1])
    return row * grid[1] + col
