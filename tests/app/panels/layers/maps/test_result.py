from __future__ import annotations

import numpy as np

from app.engines.lab import Look
from app.panels.layers.maps.result import channel_page, one_channel


def test_channels_come_in_pages_and_a_page_beyond_the_last_is_the_last(look: Look) -> None:
    features = look.stage("head")
    first = channel_page(features, "number", True, 1, per_page=3)
    assert (first.numbers, first.pages, first.total) == ((0, 1, 2), 3, 8)
    last = channel_page(features, "number", True, 99, per_page=3)
    assert (last.numbers, last.page, last.first) == ((6, 7), 3, 6)


def test_the_most_active_channels_come_first(look: Look) -> None:
    features = look.stage("head")
    activity = np.abs(features.maps).mean((1, 2))
    assert channel_page(features, "activity", True, 1).numbers[0] == int(activity.argmax())


def test_one_channel_has_the_scale_that_it_has_in_the_mosaic(look: Look) -> None:
    features = look.stage("block0")
    mosaic = channel_page(features, "number", False, 1)
    np.testing.assert_array_equal(one_channel(features, 2, False).scaled[0], mosaic.scaled[2])
