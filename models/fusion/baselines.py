"""Pointing without looking at the sentence: what benchmarks/pointing_baselines.py measured."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from models.pointing import FractionBox
from models.weights import FOLDER

BASELINES = "pointing_baselines.json"


@dataclass(frozen=True)
class PointingBaselines:
    """Shares of caption words, per cent, that are hit without looking at the sentence."""

    words: int
    centre: float  # always the middle of the photo
    random: float  # a random cell of the grid that maps have
    spread: float  # points: 95 % of pointers at random lie so near to `random`

    @property
    def written(self) -> dict[str, str]:
        """Random, spread and centre as they stand beside a pointing number."""
        return {name: f"{getattr(self, name):.1f}" for name in ("random", "spread", "centre")}


@cache
def read_baselines() -> PointingBaselines:
    """As they were measured."""
    return PointingBaselines(**json.loads((FOLDER / BASELINES).read_text(encoding="utf-8")))


def cells_inside(boxes: Sequence[FractionBox], side: int) -> float:
    """Share of the cells of a grid whose middle lies in a box: what a random cell hits."""
    middle = (np.arange(side) + 0.5) / side
    x, y = np.meshgrid(middle, middle)
    inside = np.zeros((side, side), bool)
    for left, top, right, bottom in boxes:
        inside |= (left <= x) & (x <= right) & (top <= y) & (y <= bottom)
    return float(inside.mean())


def spread_of(chances: Sequence[float]) -> float:
    """How far the share of hits of a random pointer varies, in points: 1.96 sqrt(sum of p (1 - p)) / words."""
    each = np.asarray(chances)
    return float(100 * 1.96 * np.sqrt((each * (1 - each)).sum()) / len(each))
