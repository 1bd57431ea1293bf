"""Pointing without looking at the sentence: what benchmarks/pointing_baselines.py measured."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from models.weights import FOLDER

BASELINES = "pointing_baselines.json"


@dataclass(frozen=True)
class PointingBaselines:
    """Shares of caption words, per cent, that are hit without looking at the sentence."""

    words: int
    centre: float  # always the middle of the photo
    random: float  # a random cell of the finest grid


@cache
def read_baselines() -> PointingBaselines:
    """As they were measured."""
    return PointingBaselines(**json.loads((FOLDER / BASELINES).read_text(encoding="utf-8")))
