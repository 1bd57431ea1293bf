"""In forced colours, as in Windows' contrast themes, what a colour says is still to be seen in every view."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from app.panels import PANELS
from app.panels.words.query import VIEWS

PANEL_VIEWS = [(panel.name, view) for panel in PANELS for view in getattr(panel, "views", VIEWS)]
ADDRESSES = [
    "/",
    "/s/coffee/tour/4",
    "/s/coffee/questions",
    *(f"/s/coffee/{name}?view={view}" for name, view in PANEL_VIEWS),
]

# What is chosen looks unlike what is not; drawings keep their colours; buttons and fields have an edge.
CHECK = (Path(__file__).parent / "forced_colours.js").read_text(encoding="utf-8")


@pytest.fixture
def forced(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(base_url=site, forced_colors="active", reduced_motion="reduce", locale="en-GB")
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_colour_says_is_seen_without_it(forced: Page, address: str) -> None:
    forced.goto(address)
    forced.locator("#sweep").wait_for(state="detached")
    assert forced.evaluate(CHECK) == []


def test_the_focus_is_seen(forced: Page) -> None:
    forced.goto("/")
    for _ in range(12):
        forced.keyboard.press("Tab")
        assert forced.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
