"""Turning and zooming about the centre, in the photo's own frame."""

from __future__ import annotations

import numpy as np
import pytest

from models.engine.lab.shifts import ShiftEngine
from models.results import Pixels
from models.shift_results import Variant
from models.transforms import ANGLES, SCALES, turn_sweep, turned
from tests.models.conftest import Specimen


def bright(height: int, width: int, y: int, x: int) -> Pixels:
    photo = np.zeros((height, width, 3), np.uint8)
    photo[y - 4 : y + 4, x - 4 : x + 4] = 255
    return photo


def centre_near(photo: Pixels, y: float, x: float) -> tuple[float, float]:
    """Of what is bright around a place; mirrored copies lie elsewhere."""
    rows, cols = np.nonzero(photo[..., 0] > 128)
    near = (abs(rows + 0.5 - y) < 12) & (abs(cols + 0.5 - x) < 12)
    assert near.any()
    return float(rows[near].mean() + 0.5), float(cols[near].mean() + 0.5)


def test_nothing_asked_changes_nothing() -> None:
    photo = np.random.default_rng(0).integers(0, 256, (40, 70, 3), dtype=np.uint8)
    np.testing.assert_array_equal(turned(photo), photo)


@pytest.mark.parametrize(("height", "width"), [(80, 160), (160, 80)])
@pytest.mark.parametrize("angle", [-60.0, 30.0, 90.0])
def test_a_bright_square_goes_round_the_centre(height: int, width: int, angle: float) -> None:
    y, x = height // 2 - 12, width // 2 + 18
    radians = np.deg2rad(angle)
    right, up = x - width / 2, height / 2 - y
    across = right * np.cos(radians) - up * np.sin(radians)
    upward = right * np.sin(radians) + up * np.cos(radians)
    expected = height / 2 - upward, width / 2 + across
    found = centre_near(turned(bright(height, width, y, x), angle=angle), *expected)
    assert found == pytest.approx(expected, abs=0.7)


@pytest.mark.parametrize("scale", [0.5, 1.4, 2.0])
def test_a_bright_square_goes_away_from_the_centre(scale: float) -> None:
    expected = 50 - 10 * scale, 70 + 15 * scale
    found = centre_near(turned(bright(100, 140, 40, 85), scale=scale), *expected)
    assert found == pytest.approx(expected, abs=0.7)


def stripes(period: int, side: int = 300) -> Pixels:
    """Square stripes: of each period the first half, rounded down, is white."""
    bright = np.arange(side) % period < max(1, period // 2)
    return np.repeat(np.repeat((bright * 255).astype(np.uint8)[None, :, None], side, 0), 3, 2)


def contrast(photo: Pixels) -> float:
    """Standard deviation in the middle."""
    quarter = len(photo) // 4
    return float(photo[quarter:-quarter, quarter:-quarter].std())


@pytest.mark.parametrize("angle", [0.0, 90.0])
@pytest.mark.parametrize(("period", "scale"), [(3, 0.5), (2, 0.5), (2, 0.6), (3, 0.55)])
def test_what_is_too_fine_for_the_smaller_picture_is_filtered_out(period: int, scale: float, angle: float) -> None:
    """Stripes of 3 pixels at half their size: 75 without a filter, 19 with one."""
    found = contrast(turned(stripes(period), angle=angle, scale=scale))
    assert found < 35
    if (period, scale) == (3, 0.5):
        assert found == pytest.approx(19, abs=4)


@pytest.mark.parametrize("scale", [0.5, 0.7])
def test_what_the_smaller_picture_can_show_stays(scale: float) -> None:
    assert contrast(turned(stripes(24), scale=scale)) > 110


def test_what_comes_in_is_mirrored_not_black() -> None:
    photo = np.full((50, 60, 3), 200, np.uint8)
    assert turned(photo, angle=45).min() >= 199
    assert turned(photo, scale=0.5).min() >= 199


def test_sweeps_grow_and_average_over_neighbours(separable: Specimen, noise: Pixels) -> None:
    engine = ShiftEngine(separable.engine)
    parts = list(turn_sweep(engine, Variant.TRAINED, noise, "angle"))
    last = parts[-1]
    assert last.done
    assert not parts[0].done
    assert list(last.values) == list(ANGLES)
    here = ANGLES.index(0.0)
    assert last.tops[here] == last.top
    assert last.cosines[here] == pytest.approx(1, abs=1e-5)
    near = [k for k, angle in enumerate(ANGLES) if abs(angle) <= 15]
    assert last.averaged[here] == pytest.approx(last.probabilities[near].mean(), abs=1e-5)


@pytest.mark.parametrize("kind", ["angle", "scale"])
def test_an_average_is_of_three_neighbours_to_either_side_but_at_the_ends(
    separable: Specimen, noise: Pixels, kind: str
) -> None:
    last = list(turn_sweep(ShiftEngine(separable.engine), Variant.TRAINED, noise, kind))[-1]
    assert last.neighbours[:4].tolist() == [4, 5, 6, 7]
    assert last.neighbours[-4:].tolist() == [7, 6, 5, 4]
    assert set(last.neighbours[3:-3].tolist()) == {7}
    for place, count in enumerate(last.neighbours):
        near = last.probabilities[max(0, place - 3) : place + 4]
        assert len(near) == count
        assert last.averaged[place] == pytest.approx(float(near.mean()), abs=1e-5)


def test_scales_run_from_half_to_double(separable: Specimen, noise: Pixels) -> None:
    last = list(turn_sweep(ShiftEngine(separable.engine), Variant.TRAINED, noise, "scale"))[-1]
    assert (last.values[0], last.values[-1]) == (0.5, 2.0)
    assert len(last.values) == len(SCALES)
