"""Evidence is gathered where its surroundings agree, and none of it is lost."""

from __future__ import annotations

import numpy as np
import pytest

from models.engine.gathered import around, gathered
from models.results import FloatArray

GRID = (28, 28)


def maps(seed: int, count: int = 3) -> FloatArray:
    return np.random.default_rng(seed).random((count, GRID[0] * GRID[1])).astype(np.float32)


@pytest.mark.parametrize("seed", range(3))
def test_each_word_keeps_all_of_its_evidence_and_none_is_below_nothing(seed: int) -> None:
    before = maps(seed)
    after = gathered(before, GRID)
    np.testing.assert_allclose(after.sum(1), before.sum(1), rtol=1e-4)
    assert after.min() >= 0
    assert after.dtype == np.float32


def test_an_even_map_stays_even_and_an_empty_one_empty() -> None:
    np.testing.assert_allclose(gathered(np.full((1, 784), 0.2, np.float32), GRID), 0.2, rtol=1e-4)
    assert not gathered(np.zeros((2, 784), np.float32), GRID).any()


def test_a_single_bright_cell_gives_way_to_a_bright_stretch() -> None:
    heat = np.full(GRID, 0.01, np.float32)
    heat[4, 4] = 1.0
    heat[17:23, 12:20] = 0.9
    row, col = np.unravel_index(int(gathered(heat.reshape(1, -1), GRID).argmax()), GRID)
    assert 18 <= row < 22
    assert 13 <= col < 19


@pytest.mark.parametrize(
    "corner", [(slice(0, 2), slice(0, 2)), (slice(0, 2), slice(26, 28)), (slice(26, 28), slice(26, 28))]
)
def test_nothing_is_seen_beyond_a_corner(corner: tuple[slice, slice]) -> None:
    heat = np.full(GRID, 0.01, np.float32)
    heat[corner] = 1.0
    heat[12:16, 12:16] = 0.8
    row, col = np.unravel_index(int(gathered(heat.reshape(1, -1), GRID).argmax()), GRID)
    assert 12 <= row < 16
    assert 12 <= col < 16


@pytest.mark.parametrize("seed", range(3))
def test_the_mirrored_map_is_gathered_at_the_mirrored_places(seed: int) -> None:
    heat = maps(seed).reshape(-1, *GRID)
    one = gathered(heat.reshape(3, -1), GRID).reshape(heat.shape)
    other = gathered(np.ascontiguousarray(heat[..., ::-1]).reshape(3, -1), GRID).reshape(heat.shape)
    np.testing.assert_allclose(one, other[..., ::-1], rtol=1e-4, atol=1e-7)


def test_surroundings_are_a_mean() -> None:
    np.testing.assert_allclose(around(np.full((1, 5, 9), 3, np.float32)), 3, rtol=1e-5)
