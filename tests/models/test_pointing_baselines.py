"""Pointing without looking, held against counting cell by cell."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.pointing_baselines import baselines
from models.fusion.baselines import cells_inside, read_baselines, spread_of

BOXES = ((0.1, 0.2, 0.6, 0.9), (0.5, 0.0, 1.0, 0.3))


def test_a_random_cell_hits_the_share_of_cells_whose_middle_is_inside() -> None:
    hits = 0
    for row in range(10):
        for col in range(10):
            x, y = (col + 0.5) / 10, (row + 0.5) / 10
            hits += any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in BOXES)
    assert cells_inside(BOXES, 10) == pytest.approx(hits / 100)


def test_the_centre_hits_what_covers_the_middle() -> None:
    found = baselines([BOXES, BOXES[1:], ((0.4, 0.4, 0.6, 0.6),)], 14)
    assert found.words == 3
    assert found.centre == pytest.approx(200 / 3)


def test_the_spread_is_that_of_many_random_pointers() -> None:
    chances = np.random.default_rng(0).random(200)
    tries = 100 * (np.random.default_rng(1).random((4000, 200)) < chances).mean(1)
    assert spread_of(chances.tolist()) == pytest.approx(1.96 * tries.std(), rel=0.05)
    assert spread_of([1.0, 0.0]) == 0


def test_what_was_measured_is_of_all_caption_words() -> None:
    stored = read_baselines()
    assert stored.words == 969
    assert 20 < stored.random < stored.centre < 60
    assert 1 < stored.spread < 3.5  # at most 1.96 * 50 / sqrt(969)
