"""Mirrored and smaller photos, mapped back."""

import numpy as np
import pytest

from models.evaluation.steadiness import close, halved, mirrored


@pytest.mark.parametrize("size", [(60, 90), (61, 91), (1, 1)])
def test_halving_halves_both_sides(size: tuple[int, int]) -> None:
    pixels = np.zeros((*size, 3), np.uint8)
    assert halved(pixels).shape == (max(size[0] // 2, 1), max(size[1] // 2, 1), 3)


def test_mirroring_twice_changes_nothing() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (5, 7, 3), dtype=np.uint8)
    assert not np.array_equal(mirrored(pixels), pixels)
    assert np.array_equal(mirrored(mirrored(pixels)), pixels)


@pytest.mark.parametrize(("step", "same"), [((2, 2), True), ((0, 3), False), ((3, 0), False)])
def test_two_cells_are_close_and_three_are_not(step: tuple[int, int], same: bool) -> None:
    one, other = np.zeros((14, 14), np.float32), np.zeros((14, 14), np.float32)
    one[5, 5] = other[5 + step[0], 5 + step[1]] = 1
    assert close(one, other) is same
