from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from app.panels.shift.query import ShiftQuery
from app.panels.shift.turn.page import draw_turn, turn_overlay
from app.panels.shift.turn.result import TurnResult
from tests.fakes_shift import scene, turns

RESULT = TurnResult(
    np.zeros((20, 30, 3), np.uint8), np.array([0.1, 0.2, 0.3, 0.4], np.float32), (turns("angle"), turns("scale"))
)


def test_classes_are_in_order_and_curves_know_which_is_looked_at() -> None:
    page = draw_turn(RESULT, scene(ShiftQuery(kind="scale", scale=1.5)))
    assert [probability for _, probability, _ in page.top] == pytest.approx([0.4, 0.3, 0.2])
    assert [(curve.kind, curve.current) for curve in page.curves] == [("angle", False), ("scale", True)]
    assert (page.low, page.high, page.number) == (0.5, 2, "1.5")


def test_averages_say_of_how_many_runs_they_are() -> None:
    assert draw_turn(RESULT, scene()).runs == (3, 2)
    under_way = dataclasses.replace(turns("angle"), total=9)
    assert draw_turn(dataclasses.replace(RESULT, sweeps=(under_way,)), scene()).runs is None


def test_the_turned_photo_lies_over_the_still_one() -> None:
    overlay = turn_overlay(RESULT, scene(ShiftQuery(angle=-35)))
    assert "-35" in overlay.caption
    assert (overlay.picture or "").startswith("data:image/jpeg")
