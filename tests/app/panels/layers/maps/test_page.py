from __future__ import annotations

import pytest

from app.engines.lab import Look
from app.panels.layers.maps.channel import first_kernel
from app.panels.layers.maps.depths import find_depths
from app.panels.layers.maps.page import draw_maps, maps_overlay
from app.panels.layers.maps.result import MapsFindings, channel_page
from models.feature_maps import channel_colours
from tests.app.panels.layers.conftest import MakeScene


def found(look: Look, stage: str = "stem", channel: int | None = 1) -> MapsFindings:
    features = look.stage(stage)
    channels = channel_page(features, "activity", True, 1)
    return MapsFindings(look, features, channels, channel, channel_colours(features.maps), find_depths(look))


def test_every_channel_is_a_tile_and_the_chosen_one_is_marked(look: Look, make_scene: MakeScene) -> None:
    page = draw_maps(found(look), make_scene(stage="stem"))
    assert sorted(tile.channel for tile in page.mosaic.tiles) == [0, 1, 2, 3]
    assert [tile.channel for tile in page.mosaic.tiles if tile.current] == [1]
    assert page.mosaic.first == 1
    assert page.mosaic.last == page.mosaic.total == 4


def test_a_channel_of_the_first_stage_has_its_kernel(look: Look, make_scene: MakeScene) -> None:
    page = draw_maps(found(look), make_scene(stage="stem"))
    assert page.channel is not None
    assert page.channel.kernel is not None
    assert page.channel.kernel.side == 3
    assert first_kernel(look, "head", 0) is None


def test_a_held_cell_is_told_and_framed(look: Look, make_scene: MakeScene) -> None:
    scene = make_scene(stage="stem", row=2, col=3)
    page, overlay = draw_maps(found(look), scene), maps_overlay(found(look), scene)
    assert page.cell is not None
    assert page.cell.value is not None
    assert [box.kind for box in overlay.boxes] == ["cell"]
    assert overlay.held == (2, 3)


@pytest.mark.parametrize("channel", [1, None])
def test_over_the_photo_lies_the_channel_or_all_as_colours(
    look: Look, make_scene: MakeScene, channel: int | None
) -> None:
    overlay = maps_overlay(found(look, channel=channel), make_scene(stage="stem"))
    assert overlay.picture is not None
    assert ("channel.png" in overlay.picture) is (channel is not None)
    assert (overlay.scale is None) is (overlay.values is None) is (channel is None)
