from __future__ import annotations

from types import SimpleNamespace

import pytest

from app.panels.shift.alike.page import draw_alike, share
from app.panels.shift.alike.result import AlikeResult
from models.registry import SMALL
from models.weights import known
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
    found = share({"value": 0.5, "low": 0.4567, "high": 0.55}, scene())
    assert (found.text, found.interval) == ("50.0 %", "45.7 - 55.0")
    assert share({"value": 0.5, "low": 0.4567, "high": 0.55}, scene(tag="zh-CN")).text == "50.0%"


def test_each_network_has_its_own_multiply_accumulates() -> None:
    macs = draw_alike(AlikeResult((), ()), scene()).macs
    assert macs.startswith("52.2 M")
    assert "52.6 M" in macs


def test_the_moves_here_and_in_the_table_are_both_told() -> None:
    page = draw_alike(AlikeResult((), (consistency("small_max", 9),)), scene())
    assert (page.here.pairs, page.here.pixels) == (60, 9) if page.here else False
    assert (page.reach, page.size) == (8, 64)


def test_photos_that_are_classified_right_stand_by_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    some = {"value": 0.93, "low": 0.9, "high": 0.95, "photos": 1300}
    against = {"accuracy": {"value": -0.01, "low": -0.02, "high": -0.002}, "consistency_crop": {**some, "low": -0.1}}

    def measured(net: str) -> SimpleNamespace:
        return SimpleNamespace(metrics={**known(net).metrics, "consistency_crop_right": some, "against_max": against})

    monkeypatch.setattr("app.panels.shift.alike.page.known", measured)
    row = draw_alike(AlikeResult((), ()), scene()).rows[3]
    assert (row.crop_right.text if row.crop_right else None, row.circular_right) == ("93.0 %", None)
    assert [(each.text, each.sure) for each in row.paired] == [("−1.0", True), ("+93.0", False)]
