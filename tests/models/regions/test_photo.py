"""A photo as regions: the whole of it first, then boxes; features of what lies in a box."""

from __future__ import annotations

import numpy as np
import pytest

from models.encoder_results import EncodedPhoto
from models.fusion.regions.photo import (
    CLASSES,
    FLOOR,
    LEAST,
    MOST,
    NO_CLASS,
    REGION_INPUTS,
    SLOTS,
    WHOLE,
    PhotoRegions,
    mirrored,
    overlaps,
    photo_regions,
    places_of,
    sightings,
)
from models.results import FloatArray

SIDE = 14


def one_box(
    score: float = 0.8, box: tuple[float, ...] = (0.5, 0.0, 1.0, 0.5), class_index: int = 15
) -> tuple[FloatArray, FloatArray]:
    scores = np.full((CLASSES, 1), 0.01, np.float32)
    scores[class_index] = score
    return scores, np.array([box], np.float32)


def bright(top: int, left: int, size: int) -> FloatArray:
    """A grid (1, 14, 14) that is bright in a square of cells."""
    grid = np.zeros((1, SIDE, SIDE), np.float32)
    grid[0, top : top + size, left : left + size] = 1
    return grid


def test_features_are_the_mean_of_the_cells_in_the_box() -> None:
    """A bright square is bright in the region that frames it, dark in another, and in part in the whole photo."""
    right, left = one_box(), one_box(box=(0.0, 0.0, 0.5, 0.5), class_index=2, score=0.6)
    scores, boxes = np.concatenate([right[0], left[0]], 1), np.concatenate([right[1], left[1]])
    found = photo_regions(bright(0, 7, 7), sightings(scores, boxes))
    assert found.boxes == (WHOLE, (0.5, 0.0, 1.0, 0.5), (0.0, 0.0, 0.5, 0.5))
    np.testing.assert_allclose(found.features[:, 0], [0.25, 1, 0], atol=1e-6)
    assert found.classes == (NO_CLASS, 15, 2)
    assert found.sureness == pytest.approx((0, 0.8, 0.6))


@pytest.mark.parametrize("score", [0.0, FLOOR - 0.01])
def test_a_photo_without_boxes_is_the_whole_photo(score: float) -> None:
    found = photo_regions(bright(0, 0, 14), sightings(*one_box(score)))
    assert found.boxes == (WHOLE,)
    assert found.classes == (NO_CLASS,)
    assert found.features[0, 0] == pytest.approx(1)


def test_boxes_are_the_surest_and_not_too_many() -> None:
    edges = np.linspace(0, 0.9, MOST + 4, dtype=np.float32)
    boxes = np.stack([edges, edges, edges + 0.02, edges + 0.02], 1)
    scores = np.concatenate([one_box(0.3 + 0.01 * place)[0] for place in range(len(boxes))], 1)
    found = photo_regions(bright(0, 0, 3), sightings(scores, boxes))
    assert len(found.boxes) == 1 + MOST == SLOTS
    assert list(found.sureness[1:]) == sorted(found.sureness[1:], reverse=True)
    assert max(found.sureness) == pytest.approx(scores.max())


def test_a_higher_floor_leaves_the_boxes_that_are_surer() -> None:
    scores = np.concatenate([one_box(score)[0] for score in (0.6, 0.4)], 1)
    boxes = np.array([(0, 0, 0.2, 0.2), (0.5, 0.5, 0.9, 0.9)], np.float32)
    found = photo_regions(bright(0, 0, 3), sightings(scores, boxes))
    assert [len(found.above(floor).boxes) for floor in (0.3, 0.5, 0.7)] == [3, 2, 1]
    assert found.above(0.5).boxes == photo_regions(bright(0, 0, 3), sightings(scores, boxes), 0.5).boxes


def test_places_are_edges_and_area_and_turn_in_the_mirror() -> None:
    places = places_of((WHOLE, (0.25, 0.5, 0.5, 1.0)))
    np.testing.assert_allclose(places, np.array([[0, 0, 1, 1, 1], [0.25, 0.5, 0.5, 1, 0.125]]))
    np.testing.assert_allclose(mirrored(places), np.array([[0, 0, 1, 1, 1], [0.5, 0.5, 0.75, 1, 0.125]]))
    np.testing.assert_allclose(mirrored(mirrored(places)), places)


def test_what_siblings_read_is_padded_and_says_so() -> None:
    regions = PhotoRegions((WHOLE, (0.0, 0.0, 0.5, 0.5)), np.ones((2, 6), np.float32), np.ones((2, 80), np.float32))
    inputs = regions.inputs(SLOTS)
    assert tuple(inputs) == REGION_INPUTS
    assert [value.shape[:2] for value in inputs.values()] == [(1, SLOTS)] * 4
    assert inputs["known"].sum() == 2
    assert inputs["features"][0, 2:].sum() == 0
    assert regions.inputs()["features"].shape == (1, 2, 6)


def test_the_grid_that_is_read_has_the_photos_cells() -> None:
    """Rows run down and columns across, whatever the aspect: a portrait photo's lower half is its lower rows."""
    encoded = EncodedPhoto((448, 448), bright(7, 0, 14), np.zeros(1, np.float32), np.zeros(1, np.float32))
    found = photo_regions(encoded.grid, sightings(*one_box(box=(0.0, 0.5, 1.0, 1.0))))
    assert found.features[1, 0] == pytest.approx(1)


def test_a_place_is_one_region_whatever_it_is_called_and_keeps_the_score_of_each_name() -> None:
    scores = np.full((CLASSES, 3), 0.01, np.float32)
    scores[15, 0], scores[16, 1], scores[15, 2] = 0.7, 0.5, LEAST / 2
    boxes = np.array([(0.1, 0.1, 0.6, 0.6), (0.1, 0.1, 0.6, 0.61), (0.1, 0.1, 0.6, 0.6)], np.float32)
    found = photo_regions(bright(0, 0, 3), sightings(scores, boxes))
    assert found.classes == (NO_CLASS, 15)
    np.testing.assert_allclose(found.scores[1, [15, 16, 0]], [0.7, 0.5, 0])


def test_overlap_is_intersection_over_union_and_what_lies_outside_is_cut_off() -> None:
    boxes = np.array([(0.0, 0.0, 1.0, 1.0), (0.0, 0.0, 0.5, 1.0), (0.5, 0.0, 1.0, 1.0)], np.float32)
    np.testing.assert_allclose(overlaps(boxes, boxes), [[1, 0.5, 0.5], [0.5, 1, 0], [0.5, 0, 1]], atol=1e-6)
    seen = sightings(*one_box(box=(-0.2, 0.1, 1.3, 0.5)))
    np.testing.assert_allclose(seen.boxes, [[0, 0.1, 1, 0.5]])
