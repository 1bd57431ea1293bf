"""Means and areas with intervals over photos."""

import numpy as np
import pytest

from models.evaluation.measure import Tally, area


def tally(values: list[float], photos: list[str]) -> Tally:
    made = Tally()
    for photo, value in zip(photos, values, strict=True):
        made.add(photo, value)
    return made


def test_a_mean_counts_trials_and_photos() -> None:
    measure = tally([1, 0, 1, 1], ["a", "a", "b", "c"]).mean()
    assert (measure.value, measure.trials, measure.photos) == (0.75, 4, 3)
    assert measure.low <= 0.75 <= measure.high


def test_trials_of_one_photo_are_drawn_together() -> None:
    photos = [str(n // 50) for n in range(1000)]
    alike = tally([float(int(photo) % 2) for photo in photos], photos).mean()
    apart = tally([float(n % 2) for n in range(1000)], [str(n) for n in range(1000)]).mean()
    assert alike.high - alike.low > 4 * (apart.high - apart.low)


def test_equal_trials_leave_no_doubt() -> None:
    measure = tally([1.0] * 5, list("abcde")).mean()
    assert (measure.low, measure.high) == (1.0, 1.0)


def test_the_area_of_separate_scores_is_one_and_of_equal_ones_a_half() -> None:
    high, low = tally([3, 4], ["a", "b"]), tally([1, 2, 0], ["a", "a", "b"])
    assert area(high, low).value == area(high, low).low == 1.0
    assert area(low, low).value == pytest.approx(0.5)


def test_the_areas_interval_holds_the_area() -> None:
    rng = np.random.default_rng(0)
    photos = [str(n % 40) for n in range(400)]
    measure = area(tally(list(rng.normal(1, 1, 400)), photos), tally(list(rng.normal(0, 1, 400)), photos))
    assert 0.7 < measure.low < measure.value < measure.high < 0.83


def test_nothing_tried_is_an_error() -> None:
    with pytest.raises(ValueError, match="Nothing"):
        Tally().mean()
