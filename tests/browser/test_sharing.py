"""Teaching and sharing in Chromium: whose a sample is, two side by side, a view for a slide, presentation size."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.photo import photo_file


def make(page: Page) -> str:
    page.goto("/")
    page.set_input_files("#ask-file", photo_file())
    page.fill("#ask-sentence", "A bright square")
    page.locator("#ask-sentence").press("Enter")
    page.wait_for_url(re.compile(r"/s/[\w-]{10,}"))
    return page.url


def test_the_maker_may_delete_and_whoever_has_the_link_may_look(page: Page, browser: Browser, site: str) -> None:
    address = make(page)
    expect(page.locator(".confirm")).to_be_visible()
    page.reload()
    expect(page.locator(".confirm")).to_be_visible()
    other = browser.new_context(base_url=site).new_page()
    other.goto(address)
    expect(other.locator("#sentence")).to_have_text("A bright square")
    expect(other.locator(".confirm")).to_have_count(0)
    other.context.close()


def test_ones_own_samples_are_offered_and_forgotten(page: Page) -> None:
    address = make(page)
    page.goto("/s/chelsea")
    mine = page.locator("#mine a")
    expect(mine).to_have_count(1)
    assert address.endswith(str(mine.get_attribute("href")))
    assert str(mine.locator("img").get_attribute("src")).endswith("-small.webp")
    page.locator("[data-forget-mine]").click()
    expect(page.locator("#mine")).to_be_hidden()


def test_ones_own_samples_fit_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    make(page)
    expect(page.locator("#mine a")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_two_stand_side_by_side_in_any_view(page: Page) -> None:
    page.goto("/s/chelsea/beside?with=coffee&at=layers/class")
    frames = page.locator("iframe")
    expect(frames).to_have_count(2)
    expect(page.frame_locator("iframe").nth(1).locator("#lab-class")).to_be_visible()
    expect(page.frame_locator("iframe").first.locator("#ask")).to_have_count(0)


def test_a_link_that_leads_nowhere_is_told_beside_the_first(page: Page) -> None:
    page.goto("/s/chelsea/beside?with=nothing-there")
    expect(page.locator("iframe")).to_have_count(1)
    expect(page.locator(".notice.is-error")).to_be_visible()


def test_a_view_for_a_slide_has_no_form_and_may_be_framed_anywhere(page: Page) -> None:
    answer = page.goto("/s/chelsea/shift?view=pooling&embed=1")
    assert answer is not None
    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    expect(page.locator("#ask")).to_have_count(0)
    expect(page.locator(".header")).to_have_count(0)
    expect(page.locator("#shift-pooling")).to_be_visible()


def test_presentation_size_is_remembered(page: Page) -> None:
    page.goto("/s/chelsea")
    before = page.evaluate("getComputedStyle(document.body).fontSize")
    page.locator("[data-size]").click()
    page.goto("/s/coffee")
    assert page.evaluate("getComputedStyle(document.body).fontSize") != before
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
