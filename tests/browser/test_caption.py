"""The caption in Chromium: written word by word on a click, as the API gives it; ended, gone on with, waited for."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, Route, expect

VIEW = "/s/chelsea/encoder?view=caption&lang=en"
API = "/api/v1/samples/chelsea/encoder/caption"


def never(_route: Route) -> None:
    """No answer."""


def test_a_click_writes_the_caption_that_the_api_gives(page: Page) -> None:
    page.goto(VIEW)
    expect(page.locator(".caption-place")).to_have_count(16)
    expect(page.locator(".caption-text")).to_have_count(0)
    page.locator("#encoder-caption .button.is-primary").click()
    told = page.request.get(API).json()
    expect(page.locator("#sweep")).to_have_count(0, timeout=30_000)
    expect(page.locator(".caption-word")).to_have_count(len(told["words"]))
    # The tiny model of the tests writes letters and what is none.
    assert re.sub(r"\W", "", page.locator(".caption-text").inner_text()) == re.sub(r"\W", "", told["caption"])
    page.wait_for_url(re.compile("start=1"))


def test_a_place_is_shown_on_the_photo_by_keyboard(page: Page) -> None:
    page.goto(VIEW)
    place = page.locator(".caption-place").nth(5)
    place.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".caption-place").nth(5)).to_have_attribute("aria-current", "true")


def test_writing_can_be_cancelled_and_gone_on_with(page: Page) -> None:
    page.route("**/stream*", never)
    page.goto(f"{VIEW.replace('chelsea', 'coffee')}&start=1")
    page.locator("#sweep-cancel").click()
    expect(page.locator("#sweep-again")).to_be_visible()
    page.unroute_all(behavior="ignoreErrors")
    page.locator("#sweep-again").click()
    expect(page.locator(".caption-text")).to_be_visible(timeout=30_000)


def test_without_scripts_a_link_waits_for_the_whole_caption(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto(VIEW.replace("chelsea", "camera"))
    page.locator("#encoder-caption .button.is-primary").click()
    if page.locator("#sweep").count():
        page.locator("noscript a, #sweep .button").last.click()
    expect(page.locator(".caption-text")).to_be_visible(timeout=30_000)
    context.close()
