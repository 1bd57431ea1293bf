"""A phone's finger on the photo: a swipe scrolls the page, and one that rests first drags."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, FloatRect, Page, expect

from app.panels import PANELS
from app.panels.words.query import VIEWS

PANEL_VIEWS = [(panel.name, view) for panel in PANELS for view in getattr(panel, "views", VIEWS)]
PHONE = {"width": 390, "height": 844}
STEPS = 10


@pytest.fixture(scope="module")
def phones(browser: Browser, site: str) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=site, viewport=PHONE, has_touch=True, is_mobile=True, locale="en-GB")  # type: ignore[arg-type]
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def phone(phones: BrowserContext) -> Iterator[Page]:
    page = phones.new_page()
    yield page
    page.close()


class Finger:
    """Touches that go through the browser's own handling of gestures."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session: CDPSession = page.context.new_cdp_session(page)

    def _touch(self, kind: str, *points: tuple[float, float]) -> None:
        self._session.send(
            "Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]}
        )

    def drag(self, start: tuple[float, float], by: tuple[float, float], rest: int = 0) -> None:
        """From a place, by so much, after having rested there for so many milliseconds."""
        self._touch("touchStart", start)
        self._page.wait_for_timeout(rest)
        for step in range(1, STEPS + 1):
            self._touch("touchMove", (start[0] + by[0] * step / STEPS, start[1] + by[1] * step / STEPS))
            self._page.wait_for_timeout(16)
        self._touch("touchEnd")


def photo_of(page: Page) -> FloatRect:
    box = page.locator(":is(.stage-picture, .over-picture, #panel img):visible").first.bounding_box()
    assert box is not None
    return box


def comes(page: Page, condition: str) -> bool:
    """Within two seconds; asked from outside, since the page's policy lets no string be run inside."""
    for _ in range(40):
        if page.evaluate(condition):
            return True
        page.wait_for_timeout(50)
    return False


@pytest.mark.parametrize(("panel", "view"), PANEL_VIEWS)
def test_a_swipe_over_the_photo_scrolls_the_page(phone: Page, panel: str, view: str) -> None:
    phone.goto(f"/s/coffee/{panel}?view={view}")
    before = phone.url
    photo = photo_of(phone)
    Finger(phone).drag((photo["x"] + photo["width"] / 2, photo["y"] + photo["height"] * 0.8), (0, -160))
    assert comes(phone, "scrollY > 60")
    assert phone.url == before


@pytest.mark.parametrize("view", ["move", "paste"])
def test_a_finger_that_rests_on_the_photo_drags(phone: Page, view: str) -> None:
    phone.goto(f"/s/coffee/shift?view={view}&dx=0&dy=0")
    phone.locator(".is-draggable, .is-cuttable").first.wait_for()
    photo, scrolled = photo_of(phone), phone.evaluate("scrollY")
    asked = {"move": re.compile("d[xy]=-?\\d"), "paste": re.compile("box=|left=|top=")}[view]
    start = (photo["x"] + photo["width"] * 0.3, photo["y"] + photo["height"] * 0.3)
    with phone.expect_request(lambda request: bool(asked.search(request.url))):
        Finger(phone).drag(start, (photo["width"] * 0.4, photo["height"] * 0.4), rest=500)
    assert phone.evaluate("scrollY") == scrolled
    expect(phone.locator(".is-held")).to_have_count(0)
    if view == "move":
        expect(phone.locator("#shift-dx-value")).not_to_have_text("0")


def test_a_finger_that_rests_shows_that_it_holds_and_lets_go(phone: Page) -> None:
    phone.goto("/s/coffee/shift?view=move&dx=0&dy=0")
    phone.locator(".is-draggable").wait_for()
    photo = photo_of(phone)
    finger = Finger(phone)
    finger._touch("touchStart", (photo["x"] + 50, photo["y"] + 50))
    expect(phone.locator(".is-held")).to_have_count(1)
    finger._touch("touchEnd")
    expect(phone.locator(".is-held")).to_have_count(0)
