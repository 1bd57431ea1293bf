from __future__ import annotations

import pytest

from app.panels.shift.query import PIXELS, ShiftQuery
from models.errors import InvalidArgument
from tests.fakes_shift import plan


def test_without_a_stage_it_is_one_a_third_of_the_way_in() -> None:
    assert ShiftQuery().stage_of(plan()) == ShiftQuery(stage=PIXELS).stage_of(plan()) == "stem"
    assert ShiftQuery(stage="block0").stage_of(plan()) == "block0"


def test_a_stage_that_the_network_does_not_have_is_refused() -> None:
    ShiftQuery(stage=PIXELS).check(plan())
    with pytest.raises(InvalidArgument):
        ShiftQuery(stage="block99").check(plan())


def test_what_is_looked_at_is_an_angle_or_a_scale() -> None:
    assert (ShiftQuery(angle=20).turn, ShiftQuery(kind="scale", scale=1.5).turn) == (20, 1.5)
