"""Boxes become cells: the cells that a box covers are those where its thing lies on the squashed photo."""

from __future__ import annotations

import numpy as np
import pytest

from models.fusion.early_patches import PATCH, cut_patches
from models.pointing import FractionBox
from models.preprocessing import squash
from models.training.fusion_places.batches import mirror, targets_of
from models.training.fusion_places.words import PlacedWord

SIDE = 14
SIZES = [(280, 560), (560, 280), (420, 420)]  # height and width: landscape, portrait, square


def painted(height: int, width: int) -> tuple[np.ndarray, FractionBox]:
    """A white rectangle on black, and its box."""
    top, bottom, left, right = height // 4, height // 2, width // 7, width * 5 // 7
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[top:bottom, left:right] = 255
    return pixels, (left / width, top / height, right / width, bottom / height)


def inside(box: FractionBox, turned: bool) -> np.ndarray:
    """The target on the grid, as the training makes it."""
    words = [(PlacedWord((1,), ("dog",), (box,)),)]
    targets = targets_of(words, np.array([turned]), 3, [SIDE])
    assert targets.pooling.tolist() == [[0, 1, 0]]
    assert targets.rows.tolist() == [0]
    return targets.inside[0].reshape(SIDE, SIDE).numpy()


@pytest.mark.parametrize(("height", "width"), SIZES)
@pytest.mark.parametrize("turned", [False, True])
def test_a_box_covers_the_cells_that_its_thing_fills(height: int, width: int, turned: bool) -> None:
    pixels, box = painted(height, width)
    seen = squash(pixels[:, ::-1] if turned else pixels, 448)[..., 0].astype(float) / 255
    filled = seen.reshape(SIDE, 32, SIDE, 32).mean((1, 3))
    np.testing.assert_allclose(inside(box, turned), filled, atol=0.02)


@pytest.mark.parametrize(("height", "width"), SIZES)
def test_patches_lie_where_the_cells_of_the_boxes_lie(height: int, width: int) -> None:
    pixels, box = painted(height, width)
    bright = cut_patches(pixels, SIDE, SIDE).reshape(SIDE, SIDE, -1).mean(-1) / 255
    np.testing.assert_allclose(inside(box, False), bright, atol=0.03)
    assert cut_patches(pixels, SIDE, SIDE).shape == (SIDE, SIDE, PATCH * PATCH * 3)


def test_mirroring_twice_is_nothing() -> None:
    boxes = ((0.1, 0.2, 0.4, 0.9),)
    np.testing.assert_allclose(mirror(mirror(boxes)), boxes)
    assert mirror(boxes)[0] == pytest.approx((0.6, 0.2, 0.9, 0.9))


def test_a_caption_without_placed_words_has_no_targets() -> None:
    found = targets_of([(), ()], np.array([False, True]), 4, [SIDE, 2 * SIDE])
    assert [tuple(each.shape) for each in found.inside] == [(0, SIDE**2), (0, 4 * SIDE**2)]
    assert found.pooling.shape == (0, 4)
