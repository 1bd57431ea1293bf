from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from app.panels.shift.query import ShiftQuery
from app.panels.shift.subviews import SUBVIEWS
from app.samples.sample import Sample

SAMPLE = Sample("a cat", "photo", 48, 32, id="ID")
ENGINES: Any = SimpleNamespace(lab=SimpleNamespace(key=str))  # works ask for more when they are made, not before


def keys(name: str, query: ShiftQuery) -> list[str]:
    view = next(view for view in SUBVIEWS if view.name == name)
    return [work.name for work in view.works(SAMPLE, query, ENGINES)]


def test_every_sub_view_has_its_own_addresses() -> None:
    paths = [route.path for view in SUBVIEWS for router in view.routers for route in router.routes]  # type: ignore[attr-defined]
    assert [path.rsplit("/", 1)[1] for path in paths if "/api/" in path] == [view.name for view in SUBVIEWS]


def test_works_are_those_that_the_sub_view_needs() -> None:
    assert keys("move", ShiftQuery()) == ["sweep"]
    assert keys("network", ShiftQuery()) == ["sweep"]
    assert keys("network", ShiftQuery(start=True)) == ["sweep", "words", "consistency"]
    assert keys("pooling", ShiftQuery()) == ["pooling"]
    assert keys("alike", ShiftQuery())[-1] == "consistency"
    assert keys("turn", ShiftQuery(kind="scale")) == ["scale", "angle"]


def test_move_and_network_share_one_sweep() -> None:
    works = {view.name: view.works(SAMPLE, ShiftQuery(), ENGINES) for view in SUBVIEWS}
    assert works["move"][0].key == works["network"][0].key
