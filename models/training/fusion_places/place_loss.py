"""The place loss: how much of a word's map lies where the word's thing is.

    loss[w] = -log(sum over places p of inside[w, p] * map[w, p])

`inside` is the share of a cell that the boxes cover. `map` sums to 1 over the places and is read from attention as the
page reads it (models/fusion/reading.py), here in torch, for many pairs at once. A strategy with several attentions gets
the mean over them, each on its own grid: every scale has to point by itself.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from models.fusion.reading import JOINT_KINDS, offset_of
from models.fusion.strategy import AttentionKind

SMALLEST = 1e-6


def map_rows(kind: AttentionKind, attention: Tensor, pairs: Tensor, pooling: Tensor) -> Tensor:
    """Maps of K words: attention (N, layers, heads, Q, K), pairs (K,) of N, pooling (K, T) -> (K, P), rows sum to 1."""
    if kind.queries in JOINT_KINDS:
        rows = _rolled_out(attention.mean(2), pairs, pooling, offset_of(kind.queries))
    elif kind.queries == "words":
        rows = torch.einsum("kt,ktp->kp", pooling, attention.mean((1, 2))[pairs])
    else:
        rows = torch.einsum("kt,kpt->kp", pooling, attention.mean((1, 2))[pairs])
    return rows / rows.sum(-1, keepdim=True).clamp(min=SMALLEST)


def _rolled_out(layers: Tensor, pairs: Tensor, pooling: Tensor, start: int) -> Tensor:
    """Rollout of (N, layers, S, S), for the words' rows alone: row vectors from the last layer down."""
    size, tokens = layers.shape[-1], pooling.shape[1]
    rows = torch.cat([pooling.new_zeros(len(pooling), size - tokens), pooling], dim=1)
    for index in reversed(range(layers.shape[1])):
        rows = 0.5 * rows + 0.5 * torch.einsum("ks,ksp->kp", rows, layers[pairs, index])
    return rows[:, start : size - tokens]


def place_loss(
    kinds: Sequence[AttentionKind],
    attentions: Sequence[Tensor],
    pairs: Tensor,
    pooling: Tensor,
    inside: Sequence[Tensor],
) -> Tensor:
    """Mean over K words and over attentions; `inside` has one (K, P) per attention. 0 without words or attention."""
    if not kinds or not len(pairs):
        return torch.zeros(())
    shares = [
        (map_rows(kind, attention, pairs, pooling) * where).sum(-1)
        for kind, attention, where in zip(kinds, attentions, inside, strict=True)
    ]
    return -torch.stack(shares).clamp(min=SMALLEST).log().mean()
