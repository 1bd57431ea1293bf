"""Correlation against distance, held against numpy's own."""

from __future__ import annotations

import numpy as np
import pytest
from skimage import data

from models.neighbours import brightness, correlation, joint, neighbours, pairs, shuffled
from models.preprocessing import squash

PHOTO = squash(np.asarray(data.chelsea()), 96)


@pytest.mark.parametrize("distance", [0, 1, 2, 7, 32])
def test_the_correlation_is_that_of_numpy_over_every_pair(distance: int) -> None:
    plane = brightness(PHOTO)
    one, two = [], []
    for row in range(96):
        for col in range(96):
            if col + distance < 96:
                one.append(plane[row, col])
                two.append(plane[row, col + distance])
            if row + distance < 96:
                one.append(plane[row, col])
                two.append(plane[row + distance, col])
    assert correlation(plane, distance) == pytest.approx(np.corrcoef(one, two)[0, 1], abs=1e-5)
    assert len(pairs(plane, distance)[0]) == len(one)


def test_pixels_of_a_photo_are_alike_near_by_and_shuffled_ones_nowhere() -> None:
    found = neighbours(PHOTO)
    assert found.photo[0] == pytest.approx(1)
    assert found.photo[1] > 0.9 > found.photo[found.distances.index(32)]
    assert np.abs(found.shuffled[1:]).max() < 0.05
    assert found.distances[-1] <= 48


def test_shuffling_keeps_every_pixel() -> None:
    mixed = shuffled(PHOTO)
    assert not np.array_equal(mixed, PHOTO)
    np.testing.assert_array_equal(
        np.unique(mixed.reshape(-1, 3), axis=0, return_counts=True)[1],
        np.unique(PHOTO.reshape(-1, 3), axis=0, return_counts=True)[1],
    )


def test_one_single_colour_correlates_with_nothing() -> None:
    assert correlation(np.full((8, 8), 3, np.float32), 1) == 0


def test_pairs_of_the_same_pixel_lie_on_the_diagonal() -> None:
    counts = joint(brightness(PHOTO), 0)[::-1]
    assert counts.max() == 1
    assert counts[~np.eye(len(counts), dtype=bool)].max() == 0
