"""Whatever takes longer than a moment says what it is doing and can be ended, and the page is then as it was."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from app.panels import PANELS

SWITCHES = [panel.name for panel in PANELS if getattr(panel, "views", ())]
STREAMS = ["shift?view=move", "shift?view=pooling", "shift?view=turn", "shift?view=alike", "shift?view=network&start=1",
           "layers?view=trust&start=1", "fusion?view=table&start=1"]  # fmt: skip


def never(_route: Route) -> None:
    """No answer."""


def test_sending_a_sentence_can_be_cancelled_and_keeps_what_was_typed(page: Page) -> None:
    page.goto("/s/coffee/words")
    page.route(re.compile("/s$"), never)
    page.fill("#ask-sentence", "a red saucer")
    page.locator("#ask button.is-primary, #ask button[type=submit]").first.click()
    expect(page.locator("#ask-progress")).to_contain_text("…")
    page.locator("#ask-progress button").click()
    expect(page.locator("#ask-progress")).to_be_empty()
    expect(page.locator("#ask-error")).to_be_empty()
    expect(page.locator("#explore")).not_to_have_attribute("aria-busy", "true")
    assert page.input_value("#ask-sentence") == "a red saucer"


@pytest.mark.parametrize("panel", SWITCHES)
def test_another_view_of_a_panel_can_be_cancelled(page: Page, panel: str) -> None:
    page.goto(f"/s/coffee/{panel}")
    page.locator("#sweep").wait_for(state="detached", timeout=60_000)
    shown = page.locator("#panel h2").first.inner_text()
    page.route(re.compile(f"/{panel}\\?"), never)
    page.locator(".lab-views a:not([aria-current])").first.click()
    expect(page.locator("#lab-progress")).not_to_be_empty()
    page.locator("#lab-progress button").click()
    expect(page.locator("#lab-progress")).to_be_empty()
    expect(page.locator("#trouble")).to_be_hidden()
    expect(page.locator("#panel h2").first).to_have_text(shown)


@pytest.mark.parametrize("address", STREAMS)
def test_long_work_says_how_far_it_is_and_can_be_cancelled(page: Page, address: str) -> None:
    page.route("**/stream*", never)
    page.goto(f"/s/astronaut/{address}")  # a photo that no other test here has worked on
    if not page.locator("#sweep").count():
        pytest.skip("done at once")
    expect(page.locator("#sweep-bar")).to_be_visible()
    page.locator("#sweep-cancel").click()
    expect(page.locator("#sweep-text")).to_contain_text("Stopped")
    expect(page.locator("#sweep-again")).to_be_visible()
