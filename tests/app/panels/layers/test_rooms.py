"""The sub-views are rooms: none knows another, what two share is the panel's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.panels.layers.subviews import SUBVIEWS

PANEL = Path("app/panels/layers")
ROOMS = sorted(folder.name for folder in PANEL.iterdir() if (folder / "subview.py").is_file())


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_no_other(room: str) -> None:
    imported = {
        found
        for file in (PANEL / room).glob("*.py")
        for found in re.findall(r"from app\.panels\.layers\.(\w+)", file.read_text(encoding="utf-8"))
    }
    assert imported & set(ROOMS) <= {room}


def test_every_room_is_in_the_switch() -> None:
    modules = {type(subview).__module__ for subview in SUBVIEWS}
    assert modules == {f"app.panels.layers.{room}.subview" for room in ROOMS}


def test_the_panel_floor_knows_its_rooms_by_the_switch_only() -> None:
    for file in PANEL.glob("*.py"):
        imported = re.findall(r"from app\.panels\.layers\.(\w+)", file.read_text(encoding="utf-8"))
        assert file.name == "subviews.py" or not set(imported) & set(ROOMS), file.name
