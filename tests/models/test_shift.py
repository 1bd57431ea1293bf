"""Moving a photo and moving a map."""

from __future__ import annotations

import numpy as np
import pytest

from models.preprocessing import Preprocessing, normalise, squash
from models.results import Pixels
from models.shift import (
    MAX_SHIFT,
    compare_stage,
    fourier_roll,
    frame,
    ground,
    inside,
    moved,
    moved_planes,
    relative_error,
    roll,
)
from models.shift_results import MoveMode

SIZE = 64
RNG = np.random.default_rng(0)


def square_photo(height: int, width: int, top: int, left: int, side: int) -> Pixels:
    photo = np.zeros((height, width, 3), np.uint8)
    photo[top : top + side, left : left + side] = 255
    return photo


@pytest.mark.parametrize("mode", MoveMode)
def test_a_shift_of_nothing_changes_nothing(mode: MoveMode) -> None:
    canvas = ground(RNG.integers(0, 256, (50, 90, 3), dtype=np.uint8), SIZE, mode)
    still = moved(canvas, SIZE, mode, 0, 0)
    assert still.shape == (SIZE, SIZE, 3)
    if mode is not MoveMode.CROP:
        np.testing.assert_array_equal(still, canvas)


@pytest.mark.parametrize("mode", MoveMode)
@pytest.mark.parametrize(("dx", "dy"), [(5, 0), (-7, 3), (0, -32), (32, 32)])
def test_content_goes_right_and_down_in_every_mode(mode: MoveMode, dx: int, dy: int) -> None:
    canvas = ground(RNG.integers(0, 256, (80, 120, 3), dtype=np.uint8), SIZE, mode)
    still, after = (moved(canvas, SIZE, mode, *shift) for shift in ((0, 0), (dx, dy)))
    rows = slice(max(dy, 0), SIZE + min(dy, 0))
    cols = slice(max(dx, 0), SIZE + min(dx, 0))
    back_rows = slice(rows.start - dy, rows.stop - dy)
    back_cols = slice(cols.start - dx, cols.stop - dx)
    np.testing.assert_array_equal(after[rows, cols], still[back_rows, back_cols])


def test_what_comes_in_is_what_the_mode_says() -> None:
    canvas = RNG.integers(1, 256, (SIZE, SIZE, 3), dtype=np.uint8)
    assert (moved(canvas, SIZE, MoveMode.ZERO, 4, 0)[:, :4] == 0).all()
    np.testing.assert_array_equal(moved(canvas, SIZE, MoveMode.CIRCULAR, 4, 0)[:, :4], canvas[:, -4:])
    np.testing.assert_array_equal(moved(canvas, SIZE, MoveMode.REFLECT, 4, 0)[:, :4], canvas[:, 4:0:-1])


@pytest.mark.parametrize("mode", MoveMode)
def test_normalised_planes_move_as_pixels_do(mode: MoveMode) -> None:
    given = Preprocessing(SIZE, (127.0, 120.0, 110.0), (64.0, 60.0, 50.0))
    canvas = ground(RNG.integers(0, 256, (90, 70, 3), dtype=np.uint8), SIZE, mode)
    black = normalise(np.zeros((1, 1, 3), np.uint8), given)[0]
    planes = moved_planes(normalise(canvas, given)[0], SIZE, mode, -9, 6, black)
    np.testing.assert_array_equal(planes, normalise(moved(canvas, SIZE, mode, -9, 6), given)[0])


@pytest.mark.parametrize(("height", "width"), [(60, 180), (180, 60)])
@pytest.mark.parametrize("mode", MoveMode)
def test_a_bright_square_of_a_long_photo_lies_where_the_frame_says(mode: MoveMode, height: int, width: int) -> None:
    top, left, side = height // 2 - 5, width // 2 - 5, 10
    canvas = ground(square_photo(height, width, top, left, side), SIZE, mode)
    window = moved(canvas, SIZE, mode, 6, -4)[..., 0].astype(float)
    rows, cols = np.nonzero(window > 128)
    x0, y0, x1, y1 = frame(SIZE, mode)
    # Centre of the square in the window, moved back, as a fraction of the photo.
    x = x0 + (cols.mean() + 0.5 - 6) / SIZE * (x1 - x0)
    y = y0 + (rows.mean() + 0.5 + 4) / SIZE * (y1 - y0)
    assert x == pytest.approx((left + side / 2) / width, abs=0.01)
    assert y == pytest.approx((top + side / 2) / height, abs=0.01)


def test_the_window_of_crop_is_the_middle_of_the_photo() -> None:
    left, top, right, bottom = frame(SIZE, MoveMode.CROP)
    assert (left + right, top + bottom) == (1.0, 1.0)
    assert right - left == SIZE / (SIZE + 2 * MAX_SHIFT)
    photo = RNG.integers(0, 256, (40, 40, 3), dtype=np.uint8)
    np.testing.assert_array_equal(ground(photo, SIZE, MoveMode.CROP), squash(photo, SIZE + 2 * MAX_SHIFT))


def test_rolls_by_whole_cells_and_mixtures_between_them() -> None:
    maps = RNG.standard_normal((3, 4, 8), np.float32)
    np.testing.assert_array_equal(roll(maps, 3.0, 2), np.roll(maps, 3, 2))
    half = roll(maps, -1.5, 2)
    np.testing.assert_allclose(half, (np.roll(maps, -2, 2) + np.roll(maps, -1, 2)) / 2, atol=1e-6)


@pytest.mark.parametrize("count", [7, 8, 12])
@pytest.mark.parametrize("axis", [1, 2])
@pytest.mark.parametrize("cells", [0.0, 3.0, -1.0, 0.5, -2.25])
def test_a_fourier_shift_moves_waves_exactly_and_a_mixture_blurs_them(count: int, axis: int, cells: float) -> None:
    places = 2 * np.pi * 3 * np.arange(count) / count
    shape = [1, 1, 1]
    shape[axis] = count
    wave, expected = (np.sin(places - 2 * np.pi * 3 * by / count) for by in (0, cells))
    maps = np.broadcast_to(wave.reshape(shape), [2, count, count]).astype(np.float32)
    moved_wave = fourier_roll(maps, cells, axis)
    np.testing.assert_allclose(moved_wave, np.broadcast_to(expected.reshape(shape), maps.shape), atol=1e-5)
    if cells % 1:
        assert np.linalg.norm(roll(maps, cells, axis)) < 0.9 * np.linalg.norm(moved_wave)


@pytest.mark.parametrize("mode", MoveMode)
@pytest.mark.parametrize("cells", [4, 2, -1])
def test_the_error_is_of_the_moved_map_in_every_mode(mode: MoveMode, cells: int) -> None:
    """Half the moved map is half an error, whatever the mode, and however much a mixture has blurred the moved map."""
    still = RNG.standard_normal((3, 8, 8), np.float32)
    found = (roll(still, cells / 4, 2) / 2).astype(np.float32)
    assert compare_stage("stage", 4, still, found, mode, cells, 0).error == pytest.approx(0.5, abs=1e-6)


@pytest.mark.parametrize("cells", [0.0, 2.0, 2.5, -3.0, -0.25])
def test_only_cells_whose_source_is_inside_are_compared(cells: float) -> None:
    where = inside(cells, 8, MoveMode.ZERO)
    sources = np.arange(8)[where] - cells
    assert (sources >= 0).all()
    assert (sources <= 7).all()
    assert len(sources) == 8 - int(np.ceil(abs(cells)))
    assert inside(cells, 8, MoveMode.CIRCULAR) == slice(0, 8)


def test_errors_are_relative_and_survive_empty_maps() -> None:
    one = np.ones((2, 2), np.float32)
    assert relative_error(3 * one, 2 * one) == pytest.approx(0.5)
    assert relative_error(0 * one, 0 * one) == 0.0
    assert relative_error(one, 0 * one) == float("inf")


def test_a_map_that_moves_along_has_no_error() -> None:
    still = RNG.standard_normal((5, 8, 8), np.float32)
    found = np.roll(still, (1, -2), (1, 2))
    compared = compare_stage("stage", 4, still, found, MoveMode.CIRCULAR, -8, 4)
    assert compared.shift == (1.0, -2.0)
    assert compared.error == 0.0
