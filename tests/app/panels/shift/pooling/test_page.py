from __future__ import annotations

import numpy as np

from app.panels.shift.pooling.page import draw_pooling
from app.panels.shift.pooling.result import PoolingResult, strongest
from models.lab_results.maps import FeatureMaps
from models.pooling import report
from models.shift_results import PoolingKind
from tests.fakes_shift import plan, scene

MAPS = np.random.default_rng(0).random((6, 8, 8), np.float32)


def test_a_card_per_kind_that_is_done() -> None:
    reports = (report(MAPS, PoolingKind.MAX, 2, 2),)
    page = draw_pooling(PoolingResult(plan(), "block0", MAPS, False, reports), scene())
    assert [card.kind for card in page.cards] == [PoolingKind.MAX]
    assert page.cards[0].shape == "4 × 4"
    assert (page.rows, page.cols, page.channels, page.all_channels) == (8, 8, 6, 6)


def test_the_photo_itself_has_three_channels() -> None:
    assert draw_pooling(PoolingResult(plan(), "pixels", MAPS[:3], False, ()), scene()).all_channels == 3


def test_the_channels_with_the_most_contrast_stay_in_order() -> None:
    maps = MAPS * np.array([1, 5, 2, 4, 3, 0], np.float32)[:, None, None]
    features = FeatureMaps("block0", maps, signed=False, reduction=4)
    np.testing.assert_array_equal(strongest(features, 3), maps[[1, 3, 4]])
