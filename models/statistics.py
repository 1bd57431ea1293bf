"""Intervals."""

from __future__ import annotations

import math

from models.shift_results import Interval

Z = 1.959964  # of a 95 % interval


def wilson(hits: int, trials: int) -> Interval:
    """A share and its 95 % interval (Wilson 1927), right also near 0 and 1."""
    share, part = hits / trials, Z * Z / trials
    centre = (share + part / 2) / (1 + part)
    half = Z * math.sqrt(share * (1 - share) / trials + part / trials / 4) / (1 + part)
    return Interval(share, max(0.0, centre - half), min(1.0, centre + half))
