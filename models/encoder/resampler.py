"""A resampler: queries that ask all places of a photo, so that the number of its tokens is theirs, not the photo's.

Perceiver's and Flamingo's cross-attention, one layer of it (Jaegle et al. 2021, arXiv:2103.03206; Alayrac et al. 2022,
arXiv:2204.14198). Trained by models/training/photo_tokens.py on photos and captions, the CNN and MiniLM frozen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from models.encoder.forms import sequence_of
from models.encoder.ribbon import COUNTS
from models.engine.lab.stages import softmax
from models.results import FloatArray
from models.stored_arrays import read_arrays
from models.weights import WeightsEntry, entry

RESAMPLER = "photo_tokens"  # its row of the manifest
WIDTH = 64  # of keys, values and tokens
_SEED, _SPREAD = 7, 3.0


@dataclass(frozen=True)
class Resampler:
    """Queries (k, WIDTH) for each k of COUNTS; keys and values are made of standardised features, (D, WIDTH) each."""

    queries: Mapping[int, FloatArray]
    keys: FloatArray
    values: FloatArray

    def ask(self, features: FloatArray, at: FloatArray, count: int) -> tuple[FloatArray, FloatArray]:
        """Features (P, D) and their positions (P, WIDTH) -> tokens (count, WIDTH), attention (count, P).

        attention = softmax(Q (K + positions)^T / sqrt(WIDTH)); tokens = attention V.
        """
        normal = standardised(features)
        asked = normal @ self.keys + at
        attention = softmax(self.queries[count] @ asked.T / np.sqrt(np.float32(WIDTH)))
        return np.asarray(attention @ (normal @ self.values), np.float32), attention

    def moved_apart(self, grid: FloatArray, count: int) -> float:
        """Largest change of the tokens when places and their positions are shuffled together; rounding only."""
        features, at = sequence_of(grid), places(*grid.shape[1:])
        order = np.random.default_rng(_SEED).permutation(len(features))
        one, other = self.ask(features, at, count)[0], self.ask(features[order], at[order], count)[0]
        return float(np.abs(one - other).max())


def standardised(features: FloatArray) -> FloatArray:
    """Each place's numbers with mean 0 and deviation 1: (..., D) of the same shape."""
    centred = features - features.mean(-1, keepdims=True)
    return np.asarray(centred / (features.std(-1, keepdims=True) + 1e-6), np.float32)


def places(rows: int, cols: int) -> FloatArray:
    """Sines and cosines of each cell's middle: (rows cols, WIDTH)."""
    down, across = ((np.arange(size) + 0.5) / size for size in (rows, cols))
    waves = np.pi * 2.0 ** np.arange(WIDTH // 8) / 2
    y, x = (np.concatenate([np.sin(at[:, None] * waves), np.cos(at[:, None] * waves)], 1) for at in (down, across))
    each = np.concatenate([np.repeat(y, cols, 0), np.tile(x, (rows, 1))], 1)
    return np.asarray(np.tile(each, (1, 2)), np.float32)


def untrained(width: int) -> Resampler:
    """Random weights from a seed, for features of so many numbers."""
    random = np.random.default_rng(_SEED)
    shapes = ((sum(COUNTS), WIDTH), (width, WIDTH), (width, WIDTH))
    queries, keys, values = (random.normal(0, 1, shape).astype(np.float32) for shape in shapes)
    scale = np.sqrt(np.float32(width))
    return Resampler(by_count(_SPREAD * queries), keys / scale, values / scale)


def by_count(queries: FloatArray) -> dict[int, FloatArray]:
    """Queries of all counts, one count after the other (sum of COUNTS, WIDTH), taken apart."""
    ends = np.cumsum(COUNTS)
    return {count: queries[end - count : end] for count, end in zip(COUNTS, ends, strict=True)}


def stored() -> WeightsEntry:
    """What is known of the trained one: how often its tokens find a caption's photo, in `metrics`."""
    return entry(RESAMPLER)


@cache
def trained() -> Resampler:
    """The shipped one; raises BrokenInstall where its file is not what the manifest says."""
    arrays, _ = read_arrays(stored().file)
    queries, keys, values = (arrays[name].astype(np.float32) for name in ("queries", "keys", "values"))
    return Resampler(by_count(queries), keys, values)
