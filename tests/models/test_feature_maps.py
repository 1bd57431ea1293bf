"""Reading feature maps: order, scales, places and colours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from models.errors import InvalidArgument
from models.feature_maps import (
    ChannelOrder,
    channel_colours,
    channel_order,
    place_at,
    scaled,
    strongest_places,
    value_scale,
)
from models.lab_results.maps import FeatureMaps


def features(maps: Sequence[Sequence[Sequence[float]]], signed: bool = False) -> FeatureMaps:
    return FeatureMaps("stage", np.asarray(maps, np.float32), signed, 8)


QUIET, STEADY, SPOT = [[0, 0], [0, 0]], [[2, 2], [2, 2]], [[0, 0], [0, 4]]


def test_channels_are_ordered_by_activity_contrast_or_number() -> None:
    maps = np.asarray([QUIET, SPOT, STEADY, QUIET], np.float32)
    assert channel_order(maps).tolist() == [2, 1, 0, 3]
    assert channel_order(maps, ChannelOrder.CONTRAST).tolist() == [1, 0, 2, 3]
    assert channel_order(maps, ChannelOrder.NUMBER).tolist() == [0, 1, 2, 3]


def test_activity_of_signed_channels_counts_both_signs() -> None:
    maps = np.asarray([[[-3, 3]], [[1, 1]]], np.float32)
    assert channel_order(maps).tolist() == [0, 1]


def test_one_scale_for_all_channels_or_one_each() -> None:
    stage = features([QUIET, STEADY, SPOT])
    assert value_scale(stage, shared=True).high.tolist() == [4, 4, 4]
    assert value_scale(stage, shared=False).high.tolist() == [1, 2, 4]
    assert value_scale(stage, shared=False).low.tolist() == [0, 0, 0]


def test_signed_stages_are_centred_at_zero() -> None:
    stage = features([[[-4, 2], [0, 1]]], signed=True)
    scale = value_scale(stage, shared=True)
    assert (scale.low[0], scale.high[0]) == (-4, 4)
    assert scaled(stage, scale)[0].tolist() == [[0, 0.75], [0.5, 0.625]]


def test_a_stage_of_zeros_is_drawn_as_zero() -> None:
    assert not scaled(features([QUIET]), value_scale(features([QUIET]), shared=True)).any()
    silent = features([QUIET], signed=True)
    assert (scaled(silent, value_scale(silent, shared=False)) == 0.5).all()


def test_strongest_places_are_local_maxima() -> None:
    stage = features([[[9, 8, 0, 0], [0, 0, 0, 0], [0, 0, 0, 5]]])
    assert [(p.row, p.col, p.value) for p in strongest_places(stage, 0)] == [(0, 0, 9), (2, 3, 5)]
    assert strongest_places(stage, 0, count=1)[0].box == (0, 0, 1 / 4, 1 / 3)


def test_strongest_places_of_signed_channels_may_be_negative_and_of_silent_ones_are_none() -> None:
    signed = features([[[1, 0, 0], [0, 0, -7]]], signed=True)
    assert [p.value for p in strongest_places(signed, 0)] == [-7, 1]
    assert strongest_places(features([QUIET]), 0) == ()


def test_a_plateau_counts_once() -> None:
    assert len(strongest_places(features([STEADY]), 0)) == 1


def test_a_cell_says_its_value_and_what_it_covers() -> None:
    place = place_at(features([SPOT]), 0, 1, 1)
    assert (place.value, place.box) == (4, (0.5, 0.5, 1, 1))


@pytest.mark.parametrize(
    ("channel", "row", "code"), [(1, 0, "no_such_channel"), (-1, 0, "no_such_channel"), (0, 2, "no_such_cell")]
)
def test_channels_and_cells_that_do_not_exist_are_refused(channel: int, row: int, code: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        place_at(features([SPOT]), channel, row, 0)
    assert caught.value.code == code


def test_colours_are_the_principal_components() -> None:
    random = np.random.default_rng(0)
    sources = random.standard_normal((3, 6 * 7)) * np.asarray([[9], [3], [1]])
    mixing, _ = np.linalg.qr(random.standard_normal((5, 5)))
    colours = channel_colours((mixing[:, :3] @ sources).reshape(5, 6, 7).astype(np.float32))
    assert colours.rgb.shape == (6, 7, 3)
    assert (colours.rgb.min(), colours.rgb.max()) == (0, 1)
    assert sum(colours.explained) == pytest.approx(1)
    assert colours.explained[0] > colours.explained[1] > colours.explained[2]
    red = np.corrcoef(colours.rgb[..., 0].ravel(), sources[0])[0, 1]
    assert abs(red) > 0.95


@pytest.mark.parametrize("channels", [2, 60])
def test_colours_do_not_depend_on_how_many_channels_or_places_there_are(channels: int) -> None:
    maps = np.random.default_rng(1).standard_normal((channels, 5, 5)).astype(np.float32)
    colours, turned = channel_colours(maps), channel_colours(maps[:, ::-1])
    np.testing.assert_allclose(colours.rgb, turned.rgb[::-1], atol=1e-4)
    assert np.isfinite(colours.rgb).all()


def test_a_constant_stage_is_grey() -> None:
    colours = channel_colours(np.full((4, 3, 3), 7, np.float32))
    assert (colours.rgb == 0.5).all()
    assert colours.explained == (0, 0, 0)
