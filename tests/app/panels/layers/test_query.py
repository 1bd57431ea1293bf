"""The panel's state: cells, clicks without a script, and links that were sent before."""

from __future__ import annotations

import pytest

from app.panels.layers.query import LayersQuery


@pytest.mark.parametrize(("run", "start", "wait"), [("1", True, False), ("all", True, True), ("yes", False, False)])
def test_old_links_say_run_for_start_and_wait(run: str, start: bool, wait: bool) -> None:
    query = LayersQuery.read({"view": "trust", "run": run})
    assert (query.start, query.wait) == (start, wait)
    assert "run" not in query.encode()


def test_a_click_without_a_script_becomes_a_cell() -> None:
    query = LayersQuery.read({"pick.x": "160", "pick.y": "40"}).at("block0", (8, 8), aspect=0.5)
    assert query.cell == (2, 4)
    assert query.stage == "block0"


def test_colours_are_a_channel_in_the_address() -> None:
    assert LayersQuery.read({"channel": "pca"}).colours
    assert LayersQuery().change(channel="pca").encode() == "channel=pca"
    assert LayersQuery(colours=True).change(channel=3).encode() == "channel=3"
