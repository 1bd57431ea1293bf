"""Shift consistency: how often two random shifts of a photo get the same top class (Zhang 2019, arXiv:1904.11486)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from models.engine.lab.shifts import ShiftEngine
from models.results import Pixels
from models.shift import MAX_SHIFT, ground, moved
from models.shift_results import Consistency, MoveMode, Variant
from models.statistics import wilson

PAIRS, BATCH = 60, 1
SHARE = 7  # shifts go up to this part of the input side: 32 px of 224


def largest_shift(size: int) -> int:
    """Input pixels, the same share of every network's input, and never more than `crop` can show."""
    return min(MAX_SHIFT, size // SHARE)


def random_shifts(pairs: int, largest: int, seed: int) -> NDArray[np.int64]:
    """(pairs, 2, 2): two shifts (dx, dy) each, uniform from -largest to largest."""
    return np.random.default_rng(seed).integers(-largest, largest + 1, (pairs, 2, 2))


def consistency(
    engine: ShiftEngine, variant: Variant, photo: Pixels, mode: MoveMode, pairs: int = PAIRS, seed: int = 0
) -> Iterator[Consistency]:
    """Results that grow with the pairs done; the last one holds them all."""
    size = engine.size(variant)
    largest = largest_shift(size)
    canvas = ground(photo, size, mode)
    shifts = random_shifts(pairs, largest, seed)
    hits = 0
    for start in range(0, pairs, BATCH):
        part = shifts[start : start + BATCH].reshape(-1, 2)
        inputs = engine.inputs([moved(canvas, size, mode, int(dx), int(dy)) for dx, dy in part])
        tops = engine.logits(variant, inputs).argmax(1).reshape(-1, 2)
        hits += int((tops[:, 0] == tops[:, 1]).sum())
        done = min(start + BATCH, pairs)
        yield Consistency(engine.plan.backbone, variant, mode, largest, size, done, wilson(hits, done))
