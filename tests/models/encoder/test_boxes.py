"""Boxes that stay, and regions made of boxes and superpixels."""

from __future__ import annotations

import numpy as np
import pytest
from skimage import data
from skimage.segmentation import slic

from models.encoder.boxes import MOST, SURE, things
from models.encoder.regions import box_regions, label_shares, piece_regions
from models.encoder.superpixels import superpixels
from models.encoder_results import EncodedPhoto, FoundThing, RegionKind
from models.pointing import overlap


def one_place(class_index: int, score: float) -> np.ndarray:
    scores = np.full(80, 0.01, np.float32)
    scores[class_index] = score
    return scores


def test_the_surest_of_boxes_that_are_one_thing_stays_and_other_classes_do_too() -> None:
    scores = np.stack([one_place(2, 0.6), one_place(2, 0.9), one_place(7, 0.7), one_place(2, SURE - 0.01)], 1)
    boxes = np.array([(0.1, 0.1, 0.5, 0.5), (0.11, 0.1, 0.5, 0.52), (0.1, 0.1, 0.5, 0.5), (0.7, 0.7, 1.2, 0.9)])
    found = things(scores, boxes.astype(np.float32))
    assert [each.class_index for each in found] == [2, 7]
    assert [each.score for each in found] == pytest.approx([0.9, 0.7])


def test_boxes_far_apart_stay_are_cut_at_the_photo_and_are_not_too_many() -> None:
    count = MOST + 3
    edges = np.linspace(0, 1, count)
    boxes = np.stack([edges, np.zeros(count), edges + 0.05, np.full(count, 1.5)], 1).astype(np.float32)
    found = things(np.stack([one_place(1, 0.5 + index / 100) for index in range(count)], 1), boxes)
    assert len(found) == MOST
    assert all(0 <= value <= 1 for each in found for value in each.box)


def test_overlap_is_intersection_over_union() -> None:
    assert overlap((0, 0, 1, 1), (0, 0, 1, 1)) == 1
    assert overlap((0, 0, 0.5, 1), (0.25, 0, 0.75, 1)) == pytest.approx(1 / 3)
    assert overlap((0, 0, 0.2, 0.2), (0.5, 0.5, 1, 1)) == 0


def encoded_like(rows: int, cols: int) -> EncodedPhoto:
    grid = np.random.default_rng(0).normal(0, 1, (6, rows, cols)).astype(np.float32)
    return EncodedPhoto((32 * rows, 32 * cols), grid, grid.mean((1, 2)), np.zeros(3, np.float32))


@pytest.mark.parametrize("grid", [(7, 7), (10, 10), (7, 21)])
def test_superpixels_tile_the_photo_and_average_to_the_pooled_vector(grid: tuple[int, int]) -> None:
    encoded = encoded_like(*grid)
    regions = piece_regions(encoded, data.chelsea())
    assert regions.kind is RegionKind.PIECES
    assert regions.areas.sum() == pytest.approx(1, abs=1e-5)
    assert len(regions.features) > 3
    mean = regions.areas @ regions.features / regions.areas.sum()
    np.testing.assert_allclose(mean, encoded.pooled, atol=1e-5)


def test_superpixels_of_plain_quarters_are_the_quarters_as_scikit_image_finds_them_too() -> None:
    picture = np.zeros((48, 48, 3), np.uint8)
    picture[:24, :24], picture[:24, 24:], picture[24:, :24] = (250, 20, 20), (20, 250, 20), (20, 20, 250)
    ours, theirs = superpixels(picture, 4), slic(picture, n_segments=4, compactness=5, start_label=0)
    assert len(np.unique(ours)) == len(np.unique(theirs)) == 4
    pairs = np.unique(np.stack([ours.ravel(), theirs.ravel()], 1), axis=0)
    assert len(pairs) == 4  # each of our pieces is one of theirs


def test_every_pixel_is_with_the_centre_that_is_nearest_and_numbers_have_no_gaps() -> None:
    labels = superpixels(data.chelsea()[::4, ::4], 12)
    assert labels.shape == data.chelsea()[::4, ::4].shape[:2]
    np.testing.assert_array_equal(np.unique(labels), np.arange(labels.max() + 1))
    assert 6 <= labels.max() + 1 <= 20


def test_a_labels_share_of_a_cell_is_its_share_of_the_cells_pixels() -> None:
    labels = np.random.default_rng(3).integers(0, 3, (8, 12))
    shares = label_shares(labels, 2, 3)
    for label in range(3):
        for row in range(2):
            for col in range(3):
                here = labels[4 * row : 4 * row + 4, 4 * col : 4 * col + 4]
                assert shares[label, row, col] == pytest.approx((here == label).mean() / 6)


def test_a_box_that_is_one_cell_has_that_cells_vector() -> None:
    encoded = encoded_like(4, 4)
    regions = box_regions(encoded, (FoundThing(0, 0.9, (0.25, 0.5, 0.5, 0.75)),))
    np.testing.assert_allclose(regions.features[0], encoded.grid[:, 2, 1], atol=1e-6)
