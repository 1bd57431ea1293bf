"""Grid, sequence, regions and pooled vector of one photo are the same numbers: held against plain loops."""

from __future__ import annotations

import numpy as np
import pytest

from models.encoder.forms import box_shares, fingerprint, item_of, region_features, sequence_of
from models.encoder.identities import cell_logits, identities, nine_rectangles, planted_in_order, tiled_mean
from models.encoder_results import EncodedPhoto

SHAPES = ((3, 7, 7), (5, 7, 21), (2, 1, 4))


def grid_like(shape: tuple[int, ...]) -> np.ndarray:
    return np.random.default_rng(sum(shape)).normal(0, 1, shape).astype(np.float32)


@pytest.mark.parametrize("shape", SHAPES)
def test_item_r_w_plus_c_is_cell_r_c(shape: tuple[int, int, int]) -> None:
    grid, (_, rows, cols) = grid_like(shape), shape
    sequence = sequence_of(grid)
    assert sequence.shape == (rows * cols, shape[0])
    for row in range(rows):
        for col in range(cols):
            np.testing.assert_array_equal(sequence[item_of(row, col, cols)], grid[:, row, col])
    assert planted_in_order(grid) == rows * cols


@pytest.mark.parametrize("shape", SHAPES)
def test_regions_that_tile_the_photo_average_to_the_pooled_vector(shape: tuple[int, int, int]) -> None:
    grid = grid_like(shape)
    shares = box_shares(nine_rectangles(), *shape[1:])
    assert shares.sum() == pytest.approx(1)
    np.testing.assert_allclose(shares.sum(0), np.full(shape[1:], 1 / (shape[1] * shape[2])), rtol=1e-5)
    np.testing.assert_allclose(tiled_mean(grid, nine_rectangles()), grid.mean((1, 2)), atol=1e-5)


def test_a_boxes_shares_are_its_overlaps_with_each_cell() -> None:
    left, top, right, bottom = box = (0.13, 0.31, 0.77, 0.9)
    shares, fine = box_shares((box,), 3, 4)[0], 600
    y, x = (np.mgrid[:fine, :fine] + 0.5) / fine  # a fine raster of points, counted cell by cell
    inside = (x > left) & (x < right) & (y > top) & (y < bottom)
    counted = inside.reshape(3, fine // 3, 4, fine // 4).mean((1, 3)) / 12
    np.testing.assert_allclose(shares, counted, atol=2e-4)


def test_a_box_beyond_the_edge_is_cut_off_and_one_without_area_is_zero() -> None:
    grid = grid_like((3, 4, 4))
    shares = box_shares(((-1.0, -1.0, 2.0, 2.0), (0.5, 0.5, 0.5, 0.5)), 4, 4)
    features = region_features(grid, shares)
    np.testing.assert_allclose(features[0], grid.mean((1, 2)), atol=1e-6)
    np.testing.assert_array_equal(features[1], 0)


def test_the_classifier_on_every_cell_averages_to_its_logits() -> None:
    grid, random = grid_like((6, 5, 3)), np.random.default_rng(1)
    weight, bias = random.normal(0, 1, (4, 6)).astype(np.float32), random.normal(0, 1, 4).astype(np.float32)
    pooled = grid.mean((1, 2))
    found = identities(EncodedPhoto((160, 96), grid, pooled, weight @ pooled + bias), (weight, bias))
    assert max(found.mean_is_pooled, found.cells_are_logits, found.regions_are_pooled) < 1e-5
    assert found.planted == found.cells == 15
    assert cell_logits(sequence_of(grid), (weight, bias)).shape == (15, 4)


def test_identities_tell_when_they_do_not_hold() -> None:
    grid = grid_like((6, 5, 3))
    weight, bias = np.ones((4, 6), np.float32), np.zeros(4, np.float32)
    found = identities(EncodedPhoto((160, 96), grid, grid.max((1, 2)), np.ones(4, np.float32)), (weight, bias))
    assert min(found.mean_is_pooled, found.cells_are_logits, found.regions_are_pooled) > 1e-3


def test_one_bit_changes_the_fingerprint_and_nothing_else_does() -> None:
    grid = grid_like((3, 4, 4))
    assert fingerprint(grid) == fingerprint(grid.copy()) == fingerprint(np.asfortranarray(grid))
    other = grid.copy()
    other[1, 2, 3] = np.nextafter(other[1, 2, 3], np.float32(9))
    assert fingerprint(other) != fingerprint(grid) != fingerprint(grid.reshape(3, 2, 8))
