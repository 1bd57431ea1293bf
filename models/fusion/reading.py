"""From a strategy's attention to a map per word, and to attention among words. Numpy only.

Attention is (layers, heads, queries, keys) for one pair; `pooling` (W, T) averages the tokens of each word.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from models.fusion_results import Attended, StrategyReading
from models.results import FloatArray

JOINT_KINDS = ("joint", "joint_bare")


def rollout(attention: FloatArray) -> FloatArray:
    """Attention rollout (Abnar & Zuidema 2020, arXiv:2005.00928): (layers, heads, S, S) -> (S, S), rows sum to 1.

    Heads are averaged, half of each layer's attention is the identity (the residual), and the layers are multiplied.
    """
    result = np.eye(attention.shape[-1], dtype=np.float64)
    for layer in attention.mean(1).astype(np.float64):
        result = (0.5 * layer + 0.5 * np.eye(len(layer))) @ result
    return result.astype(np.float32)


def offset_of(kind: str) -> int:
    """Position of the first place in a joint sequence."""
    return 1 if kind == "joint" else 0


def word_maps(
    kinds: tuple[tuple[str, str], ...], attentions: tuple[FloatArray, ...], pooling: FloatArray, grid: tuple[int, int]
) -> FloatArray | None:
    """A map per word over a grid of places: (W, rows, cols), each summing to 1; None without attention.

    `kinds` gives (queries, keys) of each attention. Joint attention is rolled out and the words' rows over places
    taken; words that query places give the mean over layers and heads; places that query words give, per word, the
    share of attention that each place pays it. Several attentions are averaged on the grid that is asked for: finer
    ones are summed into its cells, coarser ones repeated.
    """
    found = []
    for (queries, keys), attention in zip(kinds, attentions, strict=True):
        if queries in JOINT_KINDS:
            start = offset_of(queries)
            places = attention.shape[-1] - start - pooling.shape[1]
            rows = rollout(attention)[start + places :, start : start + places]
        elif (queries, keys) == ("words", "places"):
            rows = attention.mean((0, 1))
        else:
            rows = attention.mean((0, 1)).T
        found.append(as_grids(pooling @ rows, grid))
    return np.mean(found, axis=0, dtype=np.float32) if found else None


def mean_maps(attended: Sequence[Attended], pooling: FloatArray) -> FloatArray | None:
    """A map per word of all attentions of a reading, as of `word_maps`, on the coarsest of their grids.

    On the finest, whose sharpest cell is the brightest, the mean would be mostly its.
    """
    if not attended:
        return None
    kinds, weights = tuple((each.queries, each.keys) for each in attended), tuple(each.weights for each in attended)
    return word_maps(kinds, weights, pooling, min(each.grid for each in attended))


def scale_maps(reading: StrategyReading, pooling: FloatArray) -> tuple[tuple[str, FloatArray], ...]:
    """A map per word of each attention by itself: (name, (W, rows, cols)); `mean_maps` gives their mean."""
    found = []
    for each in reading.attentions:
        maps = mean_maps((each,), pooling)
        assert maps is not None
        found.append((each.name, maps))
    return tuple(found)


def as_grids(rows: FloatArray, grid: tuple[int, int]) -> FloatArray:
    """(W, P) -> (W, *grid), each summing to 1; P has the aspect of a square grid."""
    side = math.isqrt(rows.shape[1])
    maps = rows.reshape(len(rows), side, side)
    if (side, side) != grid:
        maps = np.stack([enlarge(each, grid) if side < grid[0] else gather(each, grid) for each in maps])
    return np.asarray(maps / np.maximum(maps.sum((1, 2), keepdims=True), 1e-12), np.float32)


def enlarge(values: FloatArray, grid: tuple[int, int]) -> FloatArray:
    """Repeat cells: (r, c) -> grid, whole multiples of it."""
    return np.kron(values, np.ones((grid[0] // values.shape[0], grid[1] // values.shape[1]), np.float32))


def gather(values: FloatArray, grid: tuple[int, int]) -> FloatArray:
    """Sum cells: (r, c) -> grid, of which both are whole multiples."""
    rows, cols = values.shape[0] // grid[0], values.shape[1] // grid[1]
    return np.asarray(values.reshape(grid[0], rows, grid[1], cols).sum((1, 3)), np.float32)


def word_to_word(attention: FloatArray, pooling: FloatArray) -> FloatArray:
    """Attention among tokens (..., T, T) to attention among words (..., W, W).

    A word's row is the mean over its tokens, and what it pays to a word the sum over that word's tokens. What goes to
    the special tokens is left out, so rows sum to 1 or less.
    """
    members = (pooling > 0).astype(np.float32)
    return np.asarray(pooling @ attention @ members.T, np.float32)


def entropy(attention: FloatArray) -> FloatArray:
    """Mean entropy of the rows per layer and head, as a share of the highest possible: (L, H, Q, K) -> (L, H).

    0: every query looks at one key; 1: at all alike.
    """
    keys = attention.shape[-1]
    bits = -(attention * np.log(np.maximum(attention, 1e-12))).sum(-1).mean(-1)
    return np.asarray(bits / math.log(keys) if keys > 1 else np.zeros_like(bits), np.float32)
