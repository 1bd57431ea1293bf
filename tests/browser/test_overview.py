"""The overview and the glossary in Chromium."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import listen
from tests.matrix import thorough_after


def test_every_picture_of_the_flow_opens_its_view(page: Page) -> None:
    page.goto("/s/chelsea/overview")
    hrefs = [link.get_attribute("href") for link in page.locator(".flow a").all()]
    assert len(hrefs) > 10
    page.locator(".flow-part a").nth(1).click()
    page.wait_for_url(re.compile("/layers.stage="))


def test_a_place_is_marked_in_every_picture_at_once(page: Page) -> None:
    page.goto("/s/chelsea/overview")
    page.locator(".flow-picture").first.hover()
    assert page.locator(".flow-mark").count() == page.locator(".flow-picture").count()
    page.mouse.move(2, 2)
    expect(page.locator(".flow-mark")).to_have_count(0)


@pytest.mark.parametrize("width", thorough_after(2, [390, 1280, 768, 1920]))
def test_the_overview_fits(browser: Browser, site: str, width: int) -> None:
    context = browser.new_context(base_url=site, viewport={"width": width, "height": 800})
    page = context.new_page()
    complaints = listen(page)
    page.goto("/s/chelsea/overview")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert complaints == []
    context.close()


def test_a_term_is_explained_on_hover_focus_and_tap(page: Page) -> None:
    page.goto("/s/chelsea/shift?view=pooling")
    expect(page.locator("#sweep")).to_have_count(0)
    term = page.locator(".term").first
    tip = page.locator(".term-tip")
    term.hover()
    expect(tip).to_be_visible()
    page.mouse.move(2, 2)
    expect(tip).to_be_hidden()
    term.focus()
    expect(tip).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    term.click()
    expect(tip).to_be_visible()
    assert page.url.endswith("view=pooling")


def test_a_definition_outlives_a_view_that_is_drawn_anew(page: Page) -> None:
    """Seen: results came in while a term was hovered, and its definition vanished."""
    page.goto("/s/chelsea/shift?view=pooling")
    expect(page.locator("#panel table").first).to_be_visible()
    term = page.locator("#panel .term").first
    term.hover()
    expect(page.locator(".term-tip")).to_be_visible()
    page.evaluate("document.body.click()")
    expect(page.locator(".term-tip")).to_be_visible()
    page.evaluate("htmx.ajax('GET', location.href, { target: '#panel', select: '#panel', swap: 'outerHTML' })")
    page.wait_for_timeout(300)
    expect(page.locator(".term-tip")).to_be_visible()


def test_a_definition_goes_with_its_term_and_ends_with_it(page: Page) -> None:
    """Seen: a term that was hovered while the page still scrolled to it showed nothing."""
    page.goto("/s/chelsea/shift?view=pooling")
    expect(page.locator("#sweep")).to_have_count(0)
    term = page.locator("#panel .term").first
    tip = page.locator(".term-tip")
    term.focus()
    expect(tip).to_be_visible()
    gap = """() => document.querySelector('.term-tip').getBoundingClientRect().top
        - document.querySelector('.term:focus').getBoundingClientRect().top"""
    before = page.evaluate(gap)
    page.evaluate("window.scrollBy(0, 20)")
    page.evaluate("() => new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))")
    expect(tip).to_be_visible()
    assert page.evaluate(gap) == before
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    expect(tip).to_be_hidden()


def test_without_scripts_a_term_leads_to_its_definition(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/s/chelsea/shift?view=pooling")
    href = page.locator(".term").first.get_attribute("href")
    page.locator(".term").first.click()
    assert page.url.endswith(str(href))
    assert page.locator(str(href)).count() == 1
    context.close()
