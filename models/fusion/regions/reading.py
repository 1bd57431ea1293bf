"""From a sibling's attention to what a word looks at and what a region asks for. Numpy only.

Attention is (layers, heads, queries, keys) for one pair; `pooling` (W, T) averages the tokens of each word.
"""

from __future__ import annotations

import numpy as np

from models.fusion.reading import rollout
from models.fusion.regions.photo import SLOTS
from models.fusion.regions.results import SiblingReading
from models.results import FloatArray


def looks_of(name: str, attentions: tuple[FloatArray, ...], pooling: FloatArray, regions: int) -> SiblingReading:
    """A reading without its match; `attentions` as the sibling hands them out, one joint or words' and regions'."""
    if len(attentions) == 2:
        looks, asks = (each.mean((0, 1)) for each in attentions)
        return SiblingReading(name, shares(pooling @ looks), None, to_words(asks, pooling))
    rolled = rollout(attentions[0])
    start = len(rolled) - pooling.shape[1]  # summary, regions, (tags,) tokens
    keys = shares(pooling @ rolled[start:, 1:start])
    tags = keys[:, regions:] if keys.shape[1] > regions else None
    return SiblingReading(name, keys[:, :regions], tags, to_words(rolled[1 : 1 + regions, start:], pooling))


def shares(rows: FloatArray) -> FloatArray:
    """Each row divided by its sum."""
    return np.asarray(rows / np.maximum(rows.sum(-1, keepdims=True), 1e-12), np.float32)


def to_words(rows: FloatArray, pooling: FloatArray) -> FloatArray:
    """Attention to tokens (..., T) -> shares of the words (..., W): what goes to the special tokens is left out."""
    members = (pooling > 0).astype(np.float32)
    return shares(rows @ members.T)


def without_padding(weights: FloatArray, kind: tuple[str, str], regions: int, tags: bool) -> FloatArray:
    """Attention (layers, heads, queries, keys) over SLOTS regions, without the rows and columns that stand for none."""
    sizes = dict(zip(kind, weights.shape[-2:], strict=True))
    queries, keys = (_kept(each, sizes[each], regions, tags) for each in kind)
    return np.ascontiguousarray(weights[..., queries[:, None], keys])


def _kept(kind: str, size: int, regions: int, tags: bool) -> np.ndarray:
    """Positions of what is there: `words` all, of `regions` the first, of `joint` summary, regions, (tags,) words."""
    if kind == "words":
        return np.arange(size)
    if kind == "regions":
        return np.arange(regions)
    starts = (1, 1 + SLOTS) if tags else (1,)
    words = np.arange(1 + len(starts) * SLOTS, size)
    return np.concatenate([[0], *(start + np.arange(regions) for start in starts), words])
