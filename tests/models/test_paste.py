"""The thing at every place: pixels held against plain slicing, maps and shares against a look of its own."""

from __future__ import annotations

import numpy as np
import pytest

from models.class_activation import cam
from models.engine.lab.stages import StageEngine, probabilities
from models.errors import InvalidArgument
from models.paste import CENTRE, CORNERS, PLACES, WHOLE, box_of, cut, paste_everywhere, pasted
from models.pointing import coverage
from models.preprocessing import squash
from tests.photographs import scene
from tests.tiny_backbone import export_tiny

RNG = np.random.default_rng(0)
SQUARE = RNG.integers(0, 256, (64, 64, 3), np.uint8)
BOX = (0.25, 0.125, 0.5, 0.5)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> StageEngine:
    return StageEngine(export_tiny(tmp_path_factory.mktemp("paste") / "tiny"))


def test_what_is_cut_is_the_box_and_the_ground_is_the_mean_of_the_rest() -> None:
    thing, ground = cut(SQUARE, BOX)
    np.testing.assert_array_equal(thing, SQUARE[8:32, 16:32])
    rest = [SQUARE[y, x] for y in range(64) for x in range(64) if not (8 <= y < 32 and 16 <= x < 32)]
    np.testing.assert_allclose(ground, np.mean(rest, 0), atol=0.51)


@pytest.mark.parametrize("name", PLACES)
def test_pasting_changes_nothing_else(name: str) -> None:
    thing, ground = cut(SQUARE, BOX)
    pixels, (left, top, right, bottom) = pasted(thing, ground, 64, name)
    rows, cols = slice(round(top * 64), round(bottom * 64)), slice(round(left * 64), round(right * 64))
    np.testing.assert_array_equal(pixels[rows, cols], thing)
    outside = np.ones((64, 64), bool)
    outside[rows, cols] = False
    assert (pixels[outside] == ground).all()
    corner = {"top": top == 0, "bottom": bottom == 1, "left": left == 0, "right": right == 1}
    if name in CORNERS:
        assert all(corner[side] for side in name.split("_"))
    else:
        assert abs(left - (1 - right)) <= 1 / 64


def test_a_large_thing_is_made_to_fit_half_of_the_square() -> None:
    thing, _ = cut(SQUARE, (0.0, 0.0, 1.0, 0.5))
    assert thing.shape == (16, 32, 3)


def test_a_box_of_a_few_pixels_is_refused() -> None:
    with pytest.raises(InvalidArgument) as raised:
        cut(SQUARE, (0.5, 0.5, 0.55, 0.9))
    assert raised.value.code == "small_box"


def test_a_box_that_nobody_drew_is_around_what_is_bright() -> None:
    heat = np.zeros((4, 8), np.float32)
    heat[1, 2], heat[2, 5], heat[3, 7] = 1, 0.5, 0.49
    assert box_of(heat) == (2 / 8, 1 / 4, 6 / 8, 3 / 4)
    assert box_of(np.zeros((4, 4), np.float32)) == (0.25, 0.25, 0.75, 0.75)


def test_every_placement_is_what_the_network_says_of_those_pixels(engine: StageEngine) -> None:
    report = paste_everywhere(engine, scene(), BOX)
    assert [each.name for each in report.placements] == [WHOLE, CENTRE, *CORNERS]
    whole = squash(scene(), engine.plan.size)
    np.testing.assert_array_equal(report.placements[0].pixels, whole)
    for each in report.placements:
        staged = engine.look(each.pixels)
        shares = probabilities(staged.logits, staged.independent)
        assert each.top == int(shares.argmax())
        assert each.probability == pytest.approx(float(shares[report.class_index]), abs=1e-6)
        heat = cam(engine, staged, report.class_index).heat
        np.testing.assert_allclose(each.heat, heat, atol=1e-6)
        if heat.any():
            covered = coverage((each.box,), heat.shape)
            assert each.inside == pytest.approx(float((heat * covered).sum() / heat.sum()), abs=1e-5)
    left, top, right, bottom = report.pasted[0].box
    assert report.area == pytest.approx((right - left) * (bottom - top))
