"""Intervals."""

from __future__ import annotations

import math
from dataclasses import dataclass

from models.shift_results import Interval

Z = 1.959964  # of a 95 % interval
STUDENT = {2: 12.706, 3: 4.303, 4: 3.182, 5: 2.776}  # two-sided 95 % of Student's t for so many seeds


@dataclass(frozen=True)
class SeedInterval:
    """Mean over seeds and its 95 % interval (Student's t), in per cent."""

    mean: float
    low: float
    high: float
    seeds: int


def wilson(hits: int, trials: int) -> Interval:
    """A share and its 95 % interval (Wilson 1927), right also near 0 and 1."""
    share, part = hits / trials, Z * Z / trials
    centre = (share + part / 2) / (1 + part)
    half = Z * math.sqrt(share * (1 - share) / trials + part / trials / 4) / (1 + part)
    return Interval(share, max(0.0, centre - half), min(1.0, centre + half))


def interval(values: list[float]) -> SeedInterval:
    """Mean and interval; of one seed just the value."""
    count, mean = len(values), sum(values) / len(values)
    if count == 1:
        return SeedInterval(mean, mean, mean, 1)
    spread = math.sqrt(sum((value - mean) ** 2 for value in values) / (count - 1))
    half = STUDENT[count] * spread / math.sqrt(count)
    return SeedInterval(mean, max(0.0, mean - half), min(100.0, mean + half), count)
