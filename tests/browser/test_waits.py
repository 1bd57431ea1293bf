"""Whatever takes longer than a moment says what it is doing and can be ended, and the page is then as it was."""

from __future__ import annotations

import re
import time

import pytest
from jinja2 import Environment, FileSystemLoader
from playwright.sync_api import Page, Route, expect

from app.language.i18n import translator
from app.panels import PANELS
from app.web.pages import TEMPLATES
from tests.browser.photo import posted
from tests.matrix import thorough_after

UNSEEN = (333, 222)  # a photo that no other test has worked on
SWITCHES = [panel.name for panel in PANELS if getattr(panel, "views", ())]
STREAMS = ["shift?view=move", "shift?view=pooling", "shift?view=turn", "shift?view=alike", "shift?view=network&start=1",
           "layers?view=trust&start=1"]  # fmt: skip


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


@pytest.mark.parametrize("panel", thorough_after(1, SWITCHES))
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


@pytest.mark.parametrize("address", thorough_after(3, STREAMS))
def test_long_work_says_how_far_it_is_and_can_be_cancelled(page: Page, address: str) -> None:
    page.route("**/stream*", never)
    page.goto(f"/s/{posted(page, UNSEEN)}/{address}")
    expect(page.locator("#sweep-bar")).to_be_visible()
    page.locator("#sweep-cancel").click()
    expect(page.locator("#sweep-text")).to_contain_text("Stopped")
    expect(page.locator("#sweep-again")).to_be_visible()


def test_work_that_belongs_to_no_photo_can_be_cancelled_and_gone_on_with(page: Page) -> None:
    """Fusion's measuring is kept for every page of a server: nothing else in these tests begins it."""
    page.route("**/stream*", never)
    page.goto("/s/coffee/fusion?view=table")
    page.get_by_role("link", name="Measure here").click()
    page.locator("#sweep-cancel").click()
    expect(page.locator("#sweep-text")).to_contain_text("Stopped")
    page.unroute("**/stream*")
    page.locator("#sweep-again").click()
    expect(page.locator("#fusion-table")).to_contain_text("45 of 45 measured")


def test_measuring_after_a_guess_can_be_cancelled(page: Page) -> None:
    page.goto("/s/coffee/layers?tour=1")
    page.route(re.compile("/tour/1\\?"), never)
    page.locator(".tour-guess").first.click()
    expect(page.locator(".tour-wait")).to_be_visible()
    page.locator(".tour-wait button").click()
    expect(page.locator(".tour-wait")).to_be_hidden()
    expect(page.locator(".tour-guess").first).to_be_focused()
    expect(page.locator("#trouble")).to_be_hidden()


def test_measuring_every_statement_says_how_far_it_is_can_be_cancelled_and_gone_on_with(page: Page) -> None:
    page.route(re.compile("/questions/"), never)
    page.goto("/s/coffee/questions")
    told, all_of_them = page.locator("[data-wait-count]"), page.locator(".statement-told").count()
    expect(told).to_have_text(f"0 of {all_of_them} measured")
    page.locator("[data-wait-cancel]").click()
    expect(page.locator(".wait-stopped")).to_be_visible()
    expect(page.locator("[data-wait-again]")).to_be_focused()
    expect(page.locator("#trouble")).to_be_hidden()
    page.unroute(re.compile("/questions/"))
    page.locator("[data-wait-again]").click()
    expect(told).to_have_text(f"{all_of_them} of {all_of_them} measured", timeout=60_000)
    expect(page.locator("[data-wait-cancel], [data-wait-again]").first).to_be_hidden()
    expect(page.locator(".statement-told[hx-get]")).to_have_count(0)


@pytest.mark.parametrize("late", thorough_after(1, [True, False]))
def test_the_first_export_of_a_network_can_be_left_and_looked_at_again(page: Page, late: bool) -> None:
    def after_htmx(route: Route) -> None:
        """The page's own scripts come when htmx has already asked."""
        time.sleep(1)
        route.continue_()

    def unprepared(route: Route) -> None:
        """The page with what stands in it until the network is there."""
        answer = route.fetch()
        route.fulfill(response=answer, body=re.sub('(<section class="panel"[^>]*>)', rf"\1{preparing}", answer.text()))

    folder = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    asked = {"t": translator("en"), "title": "Preparing", "hint": "Once.", "waiting": "/s/coffee/layers?wait=1"}
    preparing = folder.get_template("panels/_preparing.html").render(asked)
    page.route(re.compile("/s/coffee/layers$"), unprepared)
    page.route(re.compile("wait=1"), never)
    if late:
        page.route("**/js/main.js*", after_htmx)
    page.goto("/s/coffee/layers")
    page.locator("[data-wait-cancel]").click()
    expect(page.locator(".wait-stopped")).to_contain_text("goes on")
    expect(page.locator("#trouble")).to_be_hidden()
    page.unroute_all(behavior="ignoreErrors")
    page.locator("[data-wait-again]").click()
    expect(page.locator("[data-wait]")).to_have_count(0, timeout=30_000)
    expect(page.locator("#lab-maps")).to_be_visible()
