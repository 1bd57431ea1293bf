import base64
import io
import time

import numpy as np
import pytest
from PIL import Image

from app.render.heatmap import (
    EVEN,
    LONGEST_SIDE,
    MIDDLE,
    ROOT,
    evidence_bytes,
    heat_png,
    overlay,
    scale_png,
    scale_top,
    upsample,
)
from models.results import FloatArray


def one_bright_cell(rows: int, cols: int, row: int, col: int) -> FloatArray:
    grid = np.zeros((rows, cols), np.float32)
    grid[row, col] = 0.5
    return grid


def opacity_of(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))[..., 3].astype(float)


def centre_of_mass(weight: np.ndarray) -> tuple[float, float]:
    """(x, y) in shares of the picture's width and height."""
    rows, cols = np.indices(weight.shape)
    return (
        float(((cols + 0.5) * weight).sum() / weight.sum() / weight.shape[1]),
        float(((rows + 0.5) * weight).sum() / weight.sum() / weight.shape[0]),
    )


@pytest.mark.parametrize(("row", "col"), [(2, 11), (7, 3), (9, 9)])
@pytest.mark.parametrize(("width", "height"), [(1600, 1067), (600, 1600), (500, 500)])
def test_a_bright_cell_lights_up_its_own_place_in_a_photo_of_any_shape(
    row: int, col: int, width: int, height: int
) -> None:
    x, y = centre_of_mass(opacity_of(heat_png(one_bright_cell(14, 14, row, col), 0.5, width, height)))
    assert x == pytest.approx((col + 0.5) / 14, abs=0.004)
    assert y == pytest.approx((row + 0.5) / 14, abs=0.004)


def test_the_overlay_is_brightest_at_the_cell_and_leaves_the_rest_of_the_photo_alone() -> None:
    grey = np.full((300, 480, 3), 90, np.uint8)
    lit = overlay(grey, one_bright_cell(28, 28, 6, 20), 0.5, strength=1.0)
    changed = np.argwhere((lit != grey).any(axis=2))
    middle = changed.mean(axis=0)
    assert middle == pytest.approx([(6 + 0.5) / 28 * 300, (20 + 0.5) / 28 * 480], abs=1.5)
    assert np.array_equal(lit[150:], grey[150:])


def test_at_strength_zero_the_photo_stays_as_it_is() -> None:
    photo = np.random.default_rng(0).integers(0, 255, (40, 60, 3), np.uint8)
    assert np.array_equal(overlay(photo, one_bright_cell(4, 4, 1, 1), 0.5, strength=0.0), photo)


def test_upsampling_passes_through_every_cell_at_its_centre() -> None:
    grid = np.random.default_rng(1).random((5, 7)).astype(np.float32)
    smooth = upsample(grid, 5 * 9, 7 * 9)
    assert smooth[4::9, 4::9] == pytest.approx(grid, abs=1e-6)


def test_a_constant_map_stays_constant_up_to_the_edge() -> None:
    assert upsample(np.full((3, 3), 0.25, np.float32), 50, 31) == pytest.approx(np.full((50, 31), 0.25), abs=1e-6)


@pytest.mark.parametrize("peak", [0.0, 0.5])
def test_a_map_of_zeros_is_wholly_transparent(peak: float) -> None:
    assert opacity_of(heat_png(np.zeros((14, 14), np.float32), peak, 3, 2)).max() == 0


def test_what_exceeds_the_peak_is_drawn_as_the_peak() -> None:
    grid = np.full((4, 4), 9.0, np.float32)
    assert heat_png(grid, 1.0, 1, 1) == heat_png(grid, 3.0, 1, 1)


def test_a_very_long_photo_still_has_a_picture() -> None:
    assert Image.open(io.BytesIO(heat_png(np.ones((14, 14), np.float32), 1.0, 50_000, 10))).size == (LONGEST_SIDE, 1)


def test_evidence_for_the_page_is_one_byte_a_cell_row_by_row() -> None:
    grid = np.array([[0.0, 0.1], [0.2, 0.4]], np.float32)
    assert list(base64.b64decode(evidence_bytes(grid, 0.4))) == [0, 64, 128, 255]


def test_the_scale_runs_from_clear_to_bright() -> None:
    row = opacity_of(scale_png())[0]
    assert row[0] == 0
    assert row[-1] == row.max()


def test_a_word_is_drawn_in_under_two_milliseconds_and_a_few_kilobytes() -> None:
    rows, cols = np.indices((28, 28))
    grid = np.exp(-((rows - 9.0) ** 2 + (cols - 17.0) ** 2) / 12).astype(np.float32)
    heat_png(grid, 1.0, 3, 2)
    times = []
    for _ in range(15):
        start = time.perf_counter()
        png = heat_png(grid, 1.0, 3, 2)
        times.append(time.perf_counter() - start)
    assert min(times) < 0.002
    assert len(png) < 5000


def test_half_way_up_the_root_scale_stands_a_quarter_of_the_peak() -> None:
    black = np.zeros((8, 8, 3), np.uint8)
    root = overlay(black, np.full((4, 4), MIDDLE, np.float32), 1.0, 1.0, ROOT)
    even = overlay(black, np.full((4, 4), 0.5, np.float32), 1.0, 1.0, EVEN)
    np.testing.assert_array_equal(root, even)
    assert root.any()


def test_one_hot_map_does_not_set_the_scale_of_all() -> None:
    maps = [np.full((2, 2), peak, np.float32) for peak in (1.0, 2.0, 90.0)]
    assert scale_top(maps) == 2.0
    assert scale_top([]) == 0.0
