"""Pointing scores on maps whose answer is known."""

import numpy as np
import pytest

from models.pointing import area_under_roc, brightest_place, coverage, points_inside, share_inside


def test_a_box_on_cell_edges_covers_those_cells_wholly() -> None:
    covered = coverage([(0.25, 0.5, 0.75, 1.0)], (4, 4))
    expected = np.zeros((4, 4))
    expected[2:, 1:3] = 1
    assert covered == pytest.approx(expected)


def test_a_box_inside_a_cell_covers_its_share() -> None:
    assert coverage([(0.0, 0.0, 0.125, 0.25)], (2, 2))[0, 0] == pytest.approx(0.125)


def test_the_brightest_place_is_a_cell_centre() -> None:
    heat = np.zeros((2, 5), np.float32)
    heat[1, 3] = 1
    assert brightest_place(heat) == pytest.approx((0.7, 0.75))
    assert points_inside(heat, [(0.6, 0.5, 0.8, 1.0)])
    assert not points_inside(heat, [(0.0, 0.0, 0.6, 1.0)])


def test_a_map_without_heat_points_nowhere() -> None:
    nothing = np.zeros((3, 3), np.float32)
    assert not points_inside(nothing, [(0, 0, 1, 1)])
    assert share_inside(nothing, [(0, 0, 1, 1)]) == 0


def test_share_counts_heat_inside() -> None:
    assert share_inside(np.ones((4, 4), np.float32), [(0, 0, 0.5, 1)]) == pytest.approx(0.5)


def test_area_under_roc_counts_ties_half() -> None:
    assert area_under_roc(np.array([2.0, 3.0]), np.array([1.0, 2.0])) == pytest.approx(0.875)
