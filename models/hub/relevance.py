"""Attention and its gradient as maps. Numpy only.

Positive part of gradient times attention: Chefer, Gur & Wolf 2021 (arXiv:2103.15679, eq. 5); with cross-attention it is
also the GradCAM of ALBEF (Li et al. 2021, arXiv:2107.07651). Nothing here divides by the range of a map: one that is
the same everywhere stays so.
"""

from __future__ import annotations

import numpy as np

from models.results import FloatArray


def positive(attention: FloatArray, gradient: FloatArray) -> FloatArray:
    """(gradient x attention)+, elementwise."""
    return np.maximum(attention * gradient, 0).astype(np.float32)


def over_places(attention: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(..., 1 + P) with the class token first -> rows over places (..., P) that sum to 1, and the class token's share.

    A row that pays the places nothing at all becomes even.
    """
    return shares(attention[..., 1:]), np.asarray(attention[..., 0], np.float32)


def shares(values: FloatArray) -> FloatArray:
    """Rows (..., P) scaled to sum to 1; a row of zeros becomes even."""
    totals = values.sum(-1, keepdims=True, dtype=np.float64)
    even = np.full_like(values, 1 / values.shape[-1], dtype=np.float64)
    return np.where(totals > 0, values / np.where(totals > 0, totals, 1), even).astype(np.float32)


def sentence_relevance(
    own: FloatArray, own_gradient: FloatArray, cross: FloatArray, cross_gradient: FloatArray
) -> FloatArray:
    """How much each place matters to the first token, from which the match is read: (P,), >= 0.

    Chefer et al.'s rules (eq. 5 to 11) along the text stack; the places are taken as they come out of the vision tower
    (their own relevance is the identity). `own` (L, H, T, T) is self-attention among tokens, `cross` (L, H, T, P).
    """
    among = np.eye(own.shape[-1], dtype=np.float64)
    towards = np.zeros(cross.shape[2:], np.float64)
    for layer in range(len(own)):
        step = positive(own[layer], own_gradient[layer]).mean(0)
        among, towards = among + step @ among, towards + step @ towards
        step = positive(cross[layer], cross_gradient[layer]).mean(0)
        towards = towards + _row_normalised(among).T @ step
    return towards[0].astype(np.float32)


def _row_normalised(among: FloatArray) -> FloatArray:
    """Eq. 8 and 9: what was added to the identity, its rows scaled to sum to 1, plus the identity."""
    added = among - np.eye(len(among))
    totals = added.sum(1, keepdims=True)
    return np.asarray(added / np.where(totals > 0, totals, 1) + np.eye(len(among)))
