"""Low, middle, high: four stages, patches apart from each other, and how far their cells really see."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.engines.lab import Look
from app.panels.layers.maps.depth_row import LEAST, draw_depths, square
from app.panels.layers.maps.depths import at_bound, centre_of, depth_stages, find_depths, side_of, strongest_apart
from app.panels.layers.maps.document import depths_document
from models.lab_results.maps import FeatureMaps
from tests.app.panels.layers.conftest import MakeScene


@pytest.mark.parametrize(
    ("count", "places"),
    [(1, ["high"]), (2, ["low", "high"]), (4, ["low", "early", "middle", "high"]), (18, [*"abcd"])],
)
def test_the_row_runs_from_the_first_stage_to_the_last(look: Look, count: int, places: list[str]) -> None:
    stages = tuple(replace(look.plan.stages[0], name=f"stage{n}") for n in range(count))
    found = depth_stages(replace(look.plan, stages=stages))
    assert len(found) == len(places)
    assert found[-1] == ("high", f"stage{count - 1}")
    assert [name for _, name in found] == sorted({name for _, name in found}, key=lambda name: int(name[5:]))


def test_patches_are_the_photos_and_depend_on_no_more_than_they_see(look: Look) -> None:
    for depth in find_depths(look):
        maps = look.stage(depth.stage).maps
        assert (depth.channels, depth.rows, depth.cols) == maps.shape
        for patch in depth.patches:
            assert patch.value == pytest.approx(float(maps[patch.channel, patch.row, patch.col]))
            assert depth.field is None or patch.side * look.plan.size <= depth.field + 1e-6
            assert all(0 <= each <= 1 for each in patch.centre)


def test_patches_lie_apart_and_cells_at_a_bound_are_left_out() -> None:
    maps = np.random.default_rng(0).random((6, 16, 16), np.float32)
    maps[:, 3, 4] = maps[:, 9, 9] = 6
    found = strongest_apart(FeatureMaps("stage", maps, False, 2), 4)
    assert len(found) == 4
    assert all(place.value < 6 for _, place in found)
    for index, (_, one) in enumerate(found):
        assert all(max(abs(one.row - two.row), abs(one.col - two.col)) > 2 for _, two in found[:index])


def test_a_single_largest_cell_is_at_no_bound() -> None:
    maps = np.arange(8, dtype=np.float32).reshape(2, 2, 2)
    assert not at_bound(maps).any()
    assert at_bound(np.minimum(maps, 5)).sum() == 3


def test_energy_has_a_centre_and_a_side() -> None:
    energy = np.zeros((10, 20), np.float32)
    energy[2:4, 10:12] = 1
    assert centre_of(energy) == pytest.approx((11 / 20, 3 / 10))
    assert side_of(energy) == pytest.approx((4 / 200) ** 0.5)
    assert side_of(np.zeros((4, 4), np.float32)) == 0


def test_the_page_cuts_patches_inside_the_photo(look: Look, make_scene: MakeScene) -> None:
    scene = make_scene(view="maps", stage="stem")
    for card in draw_depths(find_depths(look), scene):
        assert card.current is (card.stage == "stem")
        for patch in card.patches:
            for left, top, width, height in (patch.cut, patch.frame):
                assert left >= 0
                assert top >= 0
                assert left + width <= scene.sample.width + 0.1
                assert top + height <= scene.sample.height + 0.1
            assert patch.cut[2] >= LEAST * scene.sample.width - 0.1
    assert square((0.0, 1.0), 0.5, scene) == (
        0,
        scene.sample.height / 2,
        scene.sample.width / 2,
        scene.sample.height / 2,
    )


def test_the_document_has_the_row(look: Look) -> None:
    told = depths_document(look, find_depths(look))
    assert told.depths[0].level == "low"
    assert told.depths[-1].stage == look.plan.stages[-1].name
    assert all(patch.side > 0 for depth in told.depths for patch in depth.patches)
