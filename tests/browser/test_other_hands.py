"""The same page by keyboard alone, by touch, and with what people ask of their system."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import listen

TABS = 40  # presses after which the keyboard must have been everywhere


@pytest.fixture
def phone(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(
        base_url=site, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="zh-CN"
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    complaints = listen(page)
    yield page
    assert complaints == []
    context.close()


def tab_to(page: Page, selector: str) -> None:
    for _ in range(TABS):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab does not reach {selector}")


def test_everything_can_be_done_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/")
    tab_to(page, "#ask-sentence")
    page.keyboard.press("Control+A")
    page.keyboard.type("A cat with two green eyes")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/s/[\w-]{10,}"))
    expect(page.locator("#sentence")).to_have_text("A cat with two green eyes")
    tab_to(page, "#stage")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#summary")).to_contain_text(re.compile("Here|No word"))
    tab_to(page, "#sentence .word")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#summary")).to_contain_text("cat")
    tab_to(page, "#strength")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#strength-value")).to_have_text("75 %")
    tab_to(page, '[data-view="compare"]')
    page.keyboard.press("Enter")
    expect(page.locator("#view-compare")).to_be_visible()
    tab_to(page, 'select[data-compare="compare"]')


def test_the_focus_can_be_seen_on_every_stop(page: Page) -> None:
    page.goto("/s/chelsea/words")
    for _ in range(TABS):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
                const at = document.activeElement;
                const shown = [at, at.parentElement].some((one) => getComputedStyle(one).outlineStyle !== "none");
                return at === document.body || shown;
            }"""
        )
        assert seen, page.evaluate("document.activeElement.outerHTML.slice(0, 120)")


def test_a_tap_lights_up_a_word_and_a_tap_on_the_photo_shows_the_words_there(phone: Page) -> None:
    phone.goto("/s/chelsea")
    phone.locator("#sentence .word", has_text="nose").tap()
    expect(phone.locator("#summary")).to_contain_text("nose")
    expect(phone.locator("#sentence [aria-current]")).to_have_text("nose")
    phone.locator(".stage-picture").tap(position={"x": 120, "y": 100})
    expect(phone.locator("#view-place")).to_be_visible()
    expect(phone.locator("#summary")).to_contain_text(re.compile("此处|没有词"))


def test_the_camera_is_offered_where_there_is_touch(phone: Page) -> None:
    phone.goto("/")
    expect(phone.locator("[data-camera]")).to_be_visible()


def test_nothing_moves_for_those_who_ask_for_that(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto("/")
    durations = page.evaluate(
        """() => [...document.querySelectorAll("*")].map((one) => getComputedStyle(one).transitionDuration)"""
    )
    assert {duration for entry in durations for duration in entry.split(", ")} == {"0s"}


def test_with_forced_colours_the_picked_word_still_stands_out(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    page.goto("/s/chelsea/words?word=8")
    colours = page.evaluate(
        """() => [...document.querySelectorAll("#sentence .word")]
            .map((one) => getComputedStyle(one).backgroundColor)"""
    )
    assert colours.count(colours[8]) == 1
