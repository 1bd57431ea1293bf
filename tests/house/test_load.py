"""The load test asks for everything, and believes no answer that is not there."""

from __future__ import annotations

import pytest

from app.language.i18n import translator
from app.panels import PANELS
from benchmarks.load import Promise
from benchmarks.people import SWEEP, TABS, Tally, told_by

DONE = b"event: progress\ndata: {}\n\nevent: done\ndata: {}\n\n"


def test_people_open_every_tab() -> None:
    assert {panel.name for panel in PANELS} <= {tab.lstrip("/").partition("?")[0] for tab in TABS}


def test_a_stream_is_as_good_as_its_last_event() -> None:
    busy = [translator("en").pattern(f"errors.{code}.message").encode() for code in ("busy", "your_share")]
    assert told_by(200, DONE, SWEEP) == 200
    assert [told_by(200, b"event: failed\ndata: " + text, SWEEP) for text in busy] == [503, 503]
    assert told_by(200, b"event: failed\ndata: The graph is broken.", SWEEP) == 500
    assert told_by(200, b"event: progress\ndata: {}\n\n", SWEEP) == 500
    assert told_by(200, b"<html>", "GET /") == 200
    assert told_by(404, b"", SWEEP) == 404


def test_what_was_not_promised_is_counted_also_a_connection_that_broke() -> None:
    tally = Tally()
    for status in (200, 303, 503, 500, 0):
        tally.add("GET /", status, 0.1)
    assert tally.unexpected() == {"GET /": 2}
    assert tally.refused() == 1
    assert len(tally.seconds["GET /"]) == 2


@pytest.mark.parametrize(("measured", "kept"), [(0, True), (5, True), (5.1, False), (float("nan"), False)])
def test_nothing_measured_is_no_promise_kept(measured: float, kept: bool) -> None:
    assert Promise("memory", 5, measured).kept is kept
