"""Every view can be read and used by everybody: WCAG 2.2 AA by axe-core, and what it does not say."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from app.panels import PANELS
from app.panels.words.query import VIEWS
from tests.browser.accessibility import HERE, axe_problems, open_whole, own_problems

LANGUAGES, SCHEMES = ("en", "zh-CN"), ("light", "dark")  # pages open in light
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
PANEL_VIEWS = [(panel.name, view) for panel in PANELS for view in getattr(panel, "views", VIEWS)]
LESSONS = ["/s/coffee/tour", "/s/coffee/tour/4", "/s/coffee/questions"]
ADDRESSES = ["/", "/s/nope", *LESSONS, *(f"/s/coffee/{panel}?view={view}" for panel, view in PANEL_VIEWS)]


@pytest.fixture
def any_page(browser: Browser, site: str) -> Any:
    """A page whose console may speak: an address that is not there does."""
    context = browser.new_context(base_url=site)
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def with_language(address: str, language: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}lang={language}"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", ADDRESSES)
def test_everybody_can_read_and_use_it(any_page: Page, address: str, language: str) -> None:
    any_page.set_viewport_size(DESK)  # type: ignore[arg-type]
    open_whole(any_page, with_language(address, language))
    found = {"axe": axe_problems(any_page)}
    any_page.emulate_media(color_scheme="dark")
    found["axe, dark"] = axe_problems(any_page, "color-contrast")
    for size in (DESK, PHONE):
        any_page.set_viewport_size(size)  # type: ignore[arg-type]
        for scheme in SCHEMES:
            any_page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found[f"{scheme}, {size['width']} px"] = own_problems(any_page)
    assert found == {key: [] for key in found}


COVERED = """() => {
    const at = document.activeElement, stage = document.querySelector("#stage");
    if (at === document.body || stage.contains(at) || getComputedStyle(stage).position !== "sticky") return null;
    const { left, right, top, bottom } = at.getBoundingClientRect();
    const above = stage.getBoundingClientRect();
    const under = bottom > above.top && top < above.bottom && right > above.left && left < above.right;
    return under && top >= above.top && bottom <= above.bottom ? at.outerHTML.slice(0, 150) : null;
}"""


@pytest.mark.parametrize("address", ["/s/coffee/layers?view=maps", "/s/coffee/words?view=all"])
def test_nothing_has_the_focus_behind_the_photo_that_sticks(any_page: Page, address: str) -> None:
    any_page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    open_whole(any_page, address)
    covered = []
    for key in ["Tab"] * 90 + ["Shift+Tab"] * 90:
        any_page.keyboard.press(key)
        covered.append(any_page.evaluate(COVERED))
    assert [each for each in covered if each] == []


def test_the_pictures_text_says_where_the_heat_is_and_how_strong(any_page: Page) -> None:
    any_page.goto("/s/coffee/words?lang=en")
    picture = any_page.locator("svg.stage-picture").first
    described = any_page.locator(f"#{picture.get_attribute('aria-describedby')}")
    assert "times an even spread" in described.inner_text()
    before = described.inner_text()
    any_page.locator("#sentence .word", has_text="spoon").click()
    assert described.inner_text() != before


def test_the_page_of_the_api_too(any_page: Page) -> None:
    open_whole(any_page, "/api")
    assert (axe_problems(any_page), own_problems(any_page)) == ([], [])


def test_axe_is_the_one_that_was_pinned() -> None:
    for line in (HERE / "vendor" / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split()
        assert hashlib.sha256((HERE / "vendor" / name).read_bytes()).hexdigest() == digest
