"""What fusion strategies are measured by on a split: true against swapped pairs, and retrieval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from models.evaluation.ranks import ranks_of
from models.fusion.strategy import FusionStrategy
from models.results import FloatArray
from models.training.fusion_data import FusionData, Rows
from models.training.precision import autocast

CHUNK = 16  # pairs at once: what 196 places of them make fits a cache; 128 take 1.7 times as long
SWAPS = 7  # the swapped caption is that of the photo so many places on; more of them on the dev split


@torch.inference_mode()
def score_pairs(model: FusionStrategy, data: FusionData, photos: Rows, captions: Rows, pairs: Rows) -> FloatArray:
    """Match logits of `pairs` (K, 2), positions in `photos` (rows of the cache) and in `captions`: (K,)."""
    with autocast(data.dtype):
        seen = _cat([model.see(data.photo_grids(part, model.stages)) for part in np.array_split(photos, 16)])
        states, mask = data.caption_states(captions, model.depths)
        heard = model.hear(states, mask)
        # Captions of one length together: little padding.
        order = np.argsort(mask.sum(1).numpy()[pairs[:, 1]], kind="stable")
        logits = np.empty(len(pairs), np.float32)
        for start in range(0, len(pairs), CHUNK):
            chosen = order[start : start + CHUNK]
            photo, caption = torch.from_numpy(pairs[chosen]).T
            length = int(mask[caption].sum(1).max())
            told = tuple(part[caption][:, :length] if part.ndim == 3 else part[caption] for part in heard)
            score, _ = model.fuse(tuple(part[photo] for part in seen), told, mask[caption][:, :length])
            logits[chosen] = score.float().numpy()
    return logits


def _cat(parts: list[tuple[torch.Tensor, ...]]) -> tuple[torch.Tensor, ...]:
    return tuple(torch.cat(each) for each in zip(*parts, strict=True))


@dataclass(frozen=True)
class Split:
    """Photos of a split and their first captions."""

    photos: Rows  # rows of the photo cache
    captions: Rows


def split_of(data: FusionData, split: str) -> Split:
    """In the order of the captions file."""
    photos = np.flatnonzero(data.split == split)
    captions = np.array([int(np.flatnonzero(data.caption_photo == photo)[0]) for photo in photos])
    return Split(data.photo_rows[photos, 0], captions)


def true_and_swapped(model: FusionStrategy, data: FusionData, split: Split, swaps: range) -> tuple[FloatArray, ...]:
    """Logits of the true pairs (N,) and of pairs with another photo's caption (N * swaps,)."""
    count = np.arange(len(split.photos))
    pairs = [np.stack([count, (count + swap) % len(count)], 1) for swap in (0, *swaps)]
    logits = score_pairs(model, data, split.photos, split.captions, np.concatenate(pairs))
    return logits[: len(count)], logits[len(count) :]


def retrieval(model: FusionStrategy, data: FusionData, split: Split) -> dict[str, float]:
    """Recall at 1, 5 and 10 in per cent, both ways, of every photo and caption among all of the split."""
    count = len(split.photos)
    photo, caption = np.divmod(np.arange(count * count), count)
    logits = score_pairs(model, data, split.photos, split.captions, np.stack([photo, caption], 1)).reshape(count, count)
    own = np.arange(count)
    ways = {"photo_to_caption": ranks_of(logits, own), "caption_to_photo": ranks_of(logits.T, own)}
    return {f"{way}_recall_at_{k}": float(100 * (ranks < k).mean()) for way, ranks in ways.items() for k in (1, 5, 10)}
