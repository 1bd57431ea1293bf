"""Deletion and insertion: a map that points at what the score sees is the best, and the ends are what they must be."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from models.errors import InvalidArgument
from models.faithfulness import ChangedPhotos, centre_map, faithfulness, photos_of_orders, place_ranks, report_of
from models.results import FloatArray, Pixels

SIDE = 32


@pytest.fixture
def photo() -> Pixels:
    """Noise, with a bright square at the upper left."""
    pixels = np.random.default_rng(0).integers(0, 60, (SIDE, SIDE, 3), dtype=np.uint8)
    pixels[4:12, 4:12] = 255
    return pixels


def brightest(photos: Sequence[Pixels]) -> FloatArray:
    """Share of bright pixels in the square: a score that sees nothing else."""
    return np.asarray([(photo[4:12, 4:12] > 200).mean() for photo in photos], np.float32)


def pointing(row: int, col: int) -> FloatArray:
    heat = np.zeros((8, 8), np.float32)
    heat[row : row + 2, col : col + 2] = 1
    return heat


def test_a_true_map_beats_random_and_centre_and_a_false_one_does_not(photo: Pixels) -> None:
    true, random, centre = faithfulness(photo, pointing(1, 1), brightest).curves
    false = faithfulness(photo, pointing(6, 6), brightest).curves[0]
    assert (true.order, random.order, centre.order) == ("map", "random", "centre")
    assert true.deletion_area < min(random.deletion_area, centre.deletion_area)
    assert true.insertion_area > max(random.insertion_area, centre.insertion_area)
    assert false.deletion_area > true.deletion_area + 0.3
    assert false.insertion_area < true.insertion_area - 0.3


def test_curves_start_and_end_at_the_whole_and_the_empty_photo(photo: Pixels) -> None:
    report = faithfulness(photo, pointing(1, 1), brightest, steps=4)
    assert report.fractions.tolist() == [0, 0.25, 0.5, 0.75, 1]
    assert report.score == 1
    assert report.blank < 0.5
    for curve in report.curves:
        assert (curve.deletion[0], curve.deletion[-1]) == (report.score, report.blank)
        assert (curve.insertion[0], curve.insertion[-1]) == (report.blank, report.score)


def test_areas_are_those_under_the_curves(photo: Pixels) -> None:
    curve = faithfulness(photo, pointing(1, 1), brightest, steps=4).curves[0]
    assert curve.deletion_area == pytest.approx(float((curve.deletion[:-1] + curve.deletion[1:]).sum() / 8))


def test_the_same_question_has_the_same_answer(photo: Pixels) -> None:
    one, two = (faithfulness(photo, pointing(1, 1), brightest) for _ in range(2))
    assert all(a.deletion_area == b.deletion_area for a, b in zip(one.curves, two.curves, strict=True))


def test_each_step_takes_its_share_of_the_pixels() -> None:
    ranks = place_ranks(pointing(0, 0), 20, 30, np.random.default_rng(0))
    assert (ranks < 0.5).sum() == 300
    assert ranks.min() == 0
    assert ranks.max() < 1


def test_a_flat_map_is_no_better_than_random(photo: Pixels) -> None:
    flat, random, _ = faithfulness(photo, np.zeros((8, 8), np.float32), brightest).curves
    assert abs(flat.deletion_area - random.deletion_area) < 0.2


def test_the_centre_comes_first_in_a_photo_of_any_shape() -> None:
    heat = centre_map(3, 5)
    assert int(heat.argmax()) == 1 * 5 + 2
    np.testing.assert_allclose(heat, heat[::-1, ::-1])


@pytest.mark.parametrize("heat", [np.full((3, 3), np.nan), np.zeros(9), np.asarray([[np.inf, 0]])])
def test_maps_that_are_none_are_refused(heat: FloatArray, photo: Pixels) -> None:
    with pytest.raises(InvalidArgument):
        faithfulness(photo, heat, brightest)


def test_a_single_step_is_refused(photo: Pixels) -> None:
    with pytest.raises(InvalidArgument):
        faithfulness(photo, pointing(1, 1), brightest, steps=1)


def test_photos_may_be_scored_piece_by_piece(photo: Pixels) -> None:
    photos = ChangedPhotos(photo, pointing(1, 1))
    scores = np.concatenate([brightest(photos[start : start + 7]) for start in range(0, len(photos), 7)])
    whole = faithfulness(photo, pointing(1, 1), brightest)
    for one, other in zip(report_of(scores).curves, whole.curves, strict=True):
        np.testing.assert_array_equal(one.deletion, other.deletion)
        np.testing.assert_array_equal(one.insertion, other.insertion)


def test_the_first_orders_make_a_report_of_their_own(photo: Pixels) -> None:
    scores = brightest(ChangedPhotos(photo, pointing(1, 1), orders=5))
    few = report_of(scores[: photos_of_orders(2)])
    whole = report_of(scores)
    assert [len(report.random) for report in (few, whole)] == [2, 5]
    for one, other in zip((few.curves[0], *few.random), (whole.curves[0], *whole.random), strict=False):
        np.testing.assert_array_equal(one.deletion, other.deletion)
    areas = [curve.deletion_area for curve in whole.random]
    assert whole.curves[1].deletion_area == pytest.approx(float(np.mean(areas)), abs=1e-6)


def test_photos_are_made_when_they_are_asked_for(photo: Pixels) -> None:
    photos = ChangedPhotos(photo, pointing(1, 1), steps=4, orders=3)
    assert len(photos) == len(list(photos)) == photos_of_orders(3, 4) == 2 + 5 * 2 * 3
    assert photos[0] is photo
    np.testing.assert_array_equal(photos[-1], photos[len(photos) - 1])
    gone, given = photos[3], photos[6]  # the map's second deletion and second insertion: each has what the other lacks
    assert np.array_equal(np.where(gone == photo, given, gone), photos[1])
    with pytest.raises(IndexError):
        _ = photos[len(photos)]
