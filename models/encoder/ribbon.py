"""Photos and a sentence as the one sequence of tokens that a multimodal model receives, and what is done on the way.

Nothing here is trained. The resampler is Perceiver's and Flamingo's cross-attention (Alayrac et al. 2022,
arXiv:2204.14198) with random weights: it shows the mechanism and what must hold of it, not what it would have learned.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from models.encoder.forms import box_shares, region_features, sequence_of
from models.engine.lab.stages import softmax
from models.results import FloatArray

COUNTS = (1, 4, 16, 49)  # tokens a photo: 1, 2, 4 or 7 a side
WIDTH = 64  # of the resampler
_SEED, _SPREAD = 7, 3.0


def pooled_tokens(grid: FloatArray, count: int) -> FloatArray:
    """The mean of each of count equal rectangles, row by row: (D, rows, cols) of any size -> (count, D)."""
    return region_features(grid, box_shares(rectangles(count), *grid.shape[1:]))


def rectangles(count: int) -> tuple[tuple[float, float, float, float], ...]:
    """`count`, a square number, of equal rectangles that tile the photo, row by row."""
    side = round(count**0.5)
    step = 1 / side
    return tuple(
        (col * step, row * step, (col + 1) * step, (row + 1) * step) for row in range(side) for col in range(side)
    )


def places(rows: int, cols: int) -> FloatArray:
    """Sines and cosines of each cell's middle: (rows cols, WIDTH)."""
    down, across = ((np.arange(size) + 0.5) / size for size in (rows, cols))
    waves = np.pi * 2.0 ** np.arange(WIDTH // 8) / 2
    y, x = (np.concatenate([np.sin(at[:, None] * waves), np.cos(at[:, None] * waves)], 1) for at in (down, across))
    each = np.concatenate([np.repeat(y, cols, 0), np.tile(x, (rows, 1))], 1)
    return np.asarray(np.tile(each, (1, 2)), np.float32)


def resample(features: FloatArray, at: FloatArray, count: int) -> tuple[FloatArray, FloatArray]:
    """`count` queries that ask all places: (P, D) and their positions (P, WIDTH) -> tokens (count, WIDTH), attention.

    attention (count, P) = softmax((Q (K + positions)^T) / sqrt(WIDTH)); tokens = attention V.
    """
    queries, keys, values = _weights(features.shape[1])
    normal = (features - features.mean(1, keepdims=True)) / (features.std(1, keepdims=True) + 1e-6)
    asked = normal @ keys + at
    attention = softmax(_SPREAD * queries[:count] @ asked.T / np.sqrt(np.float32(WIDTH)))
    return np.asarray(attention @ (normal @ values), np.float32), attention


@cache
def _weights(width: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Queries (49, WIDTH), keys and values (width, WIDTH), from a seed."""
    random = np.random.default_rng(_SEED)
    shapes = ((max(COUNTS), WIDTH), (width, WIDTH), (width, WIDTH))
    queries, keys, values = (random.normal(0, 1, shape).astype(np.float32) for shape in shapes)
    return queries, keys / np.sqrt(np.float32(width)), values / np.sqrt(np.float32(width))


def gated(text: FloatArray, tokens: FloatArray, gate: float) -> FloatArray:
    """Text (T, W) that has looked at the photos' tokens (N, D): text + tanh(gate) x attention, (T, W).

    At 0 the photos change nothing, which is where Flamingo starts.
    """
    random = np.random.default_rng(_SEED + 1)
    width = text.shape[1]
    ask = random.normal(0, width**-0.5, (width, WIDTH)).astype(np.float32)
    key = random.normal(0, tokens.shape[1] ** -0.5, (tokens.shape[1], WIDTH)).astype(np.float32)
    value = random.normal(0, tokens.shape[1] ** -0.5, (tokens.shape[1], width)).astype(np.float32)
    attention = softmax((text @ ask) @ (tokens @ key).T / np.sqrt(np.float32(WIDTH)))
    return np.asarray(text + np.float32(np.tanh(gate)) * (attention @ (tokens @ value)), np.float32)


def moved_apart(grid: FloatArray, count: int) -> float:
    """Largest change of the tokens when places and their positions are shuffled together; rounding only."""
    features, at = sequence_of(grid), places(*grid.shape[1:])
    order = np.random.default_rng(_SEED).permutation(len(features))
    one, other = resample(features, at, count)[0], resample(features[order], at[order], count)[0]
    return float(np.abs(one - other).max())
