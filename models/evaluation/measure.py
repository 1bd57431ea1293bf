"""A measured number with its 95 % interval, by the bootstrap over photos.

Words of one photo are alike, so whole photos are drawn, not words (the cluster bootstrap, Davison & Hinkley 1997, 3.8).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.pointing import area_under_roc

DRAWS, AUC_DRAWS, TAILS = 1000, 200, (2.5, 97.5)


@dataclass(frozen=True)
class Measure:
    """A mean or an area under the ROC curve."""

    value: float
    low: float
    high: float
    trials: int
    photos: int


class Tally:
    """Trials with the photo that each belongs to, collected one by one."""

    def __init__(self) -> None:
        self.values: list[float] = []
        self.photos: list[str] = []

    def add(self, photo: str, value: float) -> None:
        """One more trial."""
        self.values.append(float(value))
        self.photos.append(photo)

    def mean(self) -> Measure:
        """The share or mean of all trials; raises ValueError when there is none."""
        if not self.values:
            raise ValueError("Nothing was tried.")
        values, (names, group) = np.array(self.values), np.unique(self.photos, return_inverse=True)
        sums, counts = np.bincount(group, values), np.bincount(group)
        draws = _draws(len(names), DRAWS)
        low, high = np.percentile((draws @ sums) / np.maximum(draws @ counts, 1), TAILS)
        return Measure(float(values.mean()), float(low), float(high), len(values), len(names))


def area(right: Tally, wrong: Tally) -> Measure:
    """Probability that a right trial lies above a wrong one, ties counting half."""
    names = sorted({*right.photos, *wrong.photos})
    number = {name: i for i, name in enumerate(names)}
    positive, negative = np.array(right.values), np.array(wrong.values)
    order = np.argsort(negative)
    sides = tuple(np.searchsorted(negative[order], positive, side) for side in ("left", "right"))
    own, other = (np.array([number[p] for p in tally.photos]) for tally in (right, wrong))
    areas = [_weighted(w[own], w[other[order]], sides) for w in _draws(len(names), AUC_DRAWS)]
    low, high = np.percentile(areas, TAILS)
    value = area_under_roc(positive, negative)
    return Measure(value, float(low), float(high), len(positive), len(names))


def _weighted(right: NDArray[np.int64], wrong: NDArray[np.int64], sides: tuple[NDArray[np.int64], ...]) -> float:
    """The area with each trial counted as often as its photo was drawn."""
    below = np.concatenate([[0], np.cumsum(wrong)])
    mean = (below[sides[0]] + below[sides[1]]) / 2
    return float((right * mean).sum() / max(right.sum() * below[-1], 1))


def _draws(photos: int, count: int) -> NDArray[np.int64]:
    """How often each photo is drawn in each of `count` samples of as many photos, (count, photos)."""
    return np.random.default_rng(0).multinomial(photos, np.full(photos, 1 / photos), count)


@dataclass(frozen=True)
class Row:
    """One line of the evaluation: what was measured, and what simpler ways reach."""

    name: str  # a stable name, such as `pointing_all`
    measure: Measure
    baselines: dict[str, Measure]


def row(name: str, tally: Tally, baselines: dict[str, Tally] | None = None) -> Row:
    """A line from what was collected."""
    return Row(name, tally.mean(), {way: one.mean() for way, one in (baselines or {}).items()})


def rows(tallies: Sequence[tuple[str, Tally]]) -> list[Row]:
    """Lines without baselines; one that was never tried is left out."""
    return [row(name, tally) for name, tally in tallies if tally.values]
