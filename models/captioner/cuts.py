"""Where the language model's blocks are cut, so that something may stand between them."""

from __future__ import annotations

from itertools import pairwise

CUTS = (14, 18, 22, 26)  # of 30 blocks, those before which a gated layer may stand (models/captioner/gated)


def parts(layers: int, cuts: tuple[int, ...] = CUTS) -> tuple[range, ...]:
    """The blocks between the cuts; a model of fewer blocks has fewer parts."""
    ends = (0, *(cut for cut in cuts if cut < layers), layers)
    return tuple(range(first, last) for first, last in pairwise(ends))
