"""Boxes become cells: the cells that a box covers are those where its thing lies on the squashed photo."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from models.fusion.patches import cut_patches
from models.fusion.streams import PATCH
from models.pointing import FractionBox
from models.preprocessing import squash
from models.training.fusion_places.batches import HALVES, Step, joined, kept_cells, targets_of
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


def test_evidence_is_brightest_where_it_was_seen_on_every_grid() -> None:
    seen = np.zeros((28, 28), np.uint8)
    seen[20:22, 4:6], seen[0:2, 0:2] = 255, 51
    word = PlacedWord((1,), ("kite",), (), seen)
    for side in (14, 28, 56):
        shares, turned = word.inside(side), word.inside(side, True)
        assert shares.shape == (side, side)
        assert shares[20 * side // 28, 4 * side // 28] == shares.max() == pytest.approx(1)
        assert shares[0, 0] == pytest.approx(0.04)  # a fifth as bright, squared
        np.testing.assert_array_equal(turned, shares[:, ::-1])


@pytest.mark.parametrize("side", [2, 3, 14])
def test_halves_are_two_and_two_and_fill_the_grid(side: int) -> None:
    whole, *halves = (kept_cells(half, side) for half in range(HALVES))
    assert whole.all()
    for first, second in (halves[:2], halves[2:]):
        assert (first ^ second).all()
    np.testing.assert_array_equal(halves[0], halves[2].T)


def test_a_half_has_its_partners_cells_in_the_other() -> None:
    grids = {"head": torch.arange(3.0)[:, None, None, None].expand(3, 4, 4, 2)}
    step = Step(np.arange(3), np.arange(3), np.zeros(3, bool), 0, np.array([1, 2, 0]), np.array([1, 0, 4]))
    first, second, third = (grid[..., 0].tolist() for grid in joined(grids, step)["head"])
    assert first == [[0, 0, 1, 1]] * 4
    assert second == [[1] * 4] * 4
    assert third == [[0] * 4] * 2 + [[2] * 4] * 2


@pytest.mark.parametrize("half", range(1, HALVES))
def test_a_word_is_asked_for_only_where_most_of_its_thing_is_kept(half: int) -> None:
    corner, whole = (0.0, 0.0, 0.25, 0.25), (0.0, 0.0, 1.0, 1.0)
    words = [(PlacedWord((1,), ("dog",), (corner,)), PlacedWord((2,), ("sky",), (whole,)))]
    found = targets_of(words, np.array([False]), 3, [4, 8], np.array([half]))
    kept = [each for each, box in ((1, corner), (2, whole)) if each == 2 or half in (1, 3)]
    assert found.pooling.argmax(-1).tolist() == kept
    for inside, side in zip(found.inside, (4, 8), strict=True):
        assert not inside.unflatten(1, (side, side)).numpy()[:, ~kept_cells(half, side)].any()


def test_a_caption_without_placed_words_has_no_targets() -> None:
    found = targets_of([(), ()], np.array([False, True]), 4, [SIDE, 2 * SIDE])
    assert [tuple(each.shape) for each in found.inside] == [(0, SIDE**2), (0, 4 * SIDE**2)]
    assert found.pooling.shape == (0, 4)
