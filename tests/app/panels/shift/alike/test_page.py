from __future__ import annotations

from app.panels.shift.alike.page import draw_alike, share
from app.panels.shift.alike.result import AlikeResult
from models.registry import SMALL
from tests.fakes_shift import consistency, scene, sweep


def test_what_is_still_missing_is_left_open() -> None:
    page = draw_alike(AlikeResult((sweep(net="small_max"),), (consistency("small_max"),)), scene())
    first, *others = page.rows
    assert (first.kept, first.here.text if first.here else None) == ("64 / 65", "75.0 %")
    assert all((row.kept, row.here, row.top) == (None, None, None) for row in others)
    assert [row.net for row in page.rows] == list(SMALL)
    assert page.probability
    assert draw_alike(AlikeResult((), ()), scene()).probability is None


def test_a_share_is_written_with_its_interval() -> None:
    found = share({"value": 0.5, "low": 0.4567, "high": 0.55})
    assert (found.text, found.interval) == ("50.0 %", "45.7 - 55.0")
