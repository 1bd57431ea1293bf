"""The shift panel in Chromium: sliders, dragging, arrow keys, streams that can be cancelled, and no scripts."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import listen

SHIFT = "/s/chelsea/shift"


def test_the_curves_come_by_themselves_and_the_console_stays_empty(page: Page) -> None:
    said = listen(page)
    page.goto(f"{SHIFT}?mode=reflect")
    expect(page.locator(".shift-told")).to_contain_text("one cell for every")
    expect(page.locator("#sweep")).to_have_count(0)
    expect(page.locator(".chart-line.is-map")).to_have_count(1)
    assert said == []


def test_sliders_keys_and_dragging_move_the_photo(page: Page) -> None:
    page.goto(f"{SHIFT}?dx=0")
    page.locator("#shift-dx").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("dx=1"))
    expect(page.locator("#over-caption")).to_contain_text("+1, +0")
    page.locator(".over-picture").focus()
    page.keyboard.press("Shift+ArrowDown")
    page.wait_for_url(re.compile("dy=8"))
    expect(page.locator("#shift-dy-value")).to_have_text("+8")
    box = page.locator(".over-picture").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 100, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 100 - box["width"] / 8, box["y"] + 100, steps=4)
    page.mouse.up()
    page.wait_for_url(re.compile("dx=-3"))
    sent = page.url
    page.reload()
    assert page.url == sent
    expect(page.locator("#shift-dx-value")).to_have_text("-3")


def test_views_are_links_and_back_works(page: Page) -> None:
    page.goto(SHIFT)
    for name, title in (
        ("Pooling", "What each pooling keeps"),
        ("Trained alike", "Four networks"),
        ("Turn and zoom", "nothing is promised"),
    ):
        page.locator(".lab-views a", has_text=re.compile(f"^{name}$")).click()
        expect(page.locator(".lab-view h2")).to_contain_text(title)
    page.go_back()
    expect(page.locator(".lab-view h2")).to_contain_text("Four networks")


def test_long_work_can_be_cancelled_and_gone_on_with(page: Page) -> None:
    page.route(
        "**/shift/stream*",
        lambda route: route.fulfill(status=200, content_type="text/event-stream", body=": waiting\n\n"),
    )
    page.goto(f"{SHIFT}?mode=crop&axis=down")
    expect(page.locator("#sweep-again")).to_be_visible()  # the connection broke
    expect(page.locator("#sweep-text")).to_contain_text("Stopped")
    page.unroute("**/shift/stream*")
    page.locator("#sweep-again").click()
    expect(page.locator(".shift-told")).to_be_visible()


def test_cancel_holds_when_the_photo_is_moved_on(page: Page) -> None:
    asked: list[str] = []
    page.route("**/shift/stream*", lambda route: asked.append(route.request.url))  # never answered
    page.goto(f"{SHIFT}?mode=zero&axis=down&net=efficientnet_lite2")
    page.locator("#sweep-cancel").click()
    expect(page.locator("#sweep-text")).to_contain_text("Stopped")
    page.locator(".over-picture").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("dx=9"))
    expect(page.locator("#over-caption")).to_contain_text("+9, +0")
    expect(page.locator("#sweep-text")).to_contain_text("Stopped")
    expect(page.locator("#sweep-again")).to_be_visible()
    assert len(asked) == 1
    page.unroute("**/shift/stream*")
    page.locator("#sweep-again").click()
    expect(page.locator(".shift-told")).to_be_visible()


def test_a_drag_with_real_content_goes_along_with_the_pointer(page: Page) -> None:
    """The tiny network's input is 32 pixels wide, and the photo around it 32 + 64."""
    page.goto(f"{SHIFT}?mode=crop&dx=0")
    box = page.locator(".over-picture").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 100, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 100 + box["width"] * 18 / 96, box["y"] + 100 - box["height"] * 9 / 96, steps=4)
    page.mouse.up()
    page.wait_for_url(re.compile("dx=18&dy=-9"))


def test_the_strip_plays_only_when_asked(page: Page) -> None:
    page.goto(SHIFT)
    strip = page.locator("#shift-strip")
    expect(strip).to_have_attribute("src", re.compile("still=1"))
    page.locator("#shift-play").click()
    expect(strip).not_to_have_attribute("src", re.compile("still=1"))
    expect(page.locator("#shift-play")).to_have_text("Stop")


def test_it_works_without_scripts(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(f"{SHIFT}?mode=zero&axis=down&stage=block0")
    link = page.get_by_role("link", name="Do all of it")
    if link.count():
        link.click()
    expect(page.locator(".shift-told")).to_contain_text("block0")
    page.locator(".lab-views a", has_text="Turn and zoom").click()
    expect(page.locator(".lab-view h2")).to_contain_text("Turned")
    context.close()


def test_a_phone_has_no_sideways_scrolling(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = context.new_page()
    for view in ("move", "pooling", "network", "alike", "turn"):
        page.goto(f"{SHIFT}?view={view}")
        expect(page.locator(".lab-view h2")).to_be_visible()
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, view
    context.close()


def test_a_frame_hides_nothing_of_its_thing(page: Page) -> None:
    page.goto("/s/chelsea/shift?view=paste")
    page.locator(".paste-frame").first.wait_for(timeout=60_000)
    fills = page.eval_on_selector_all(".cross-line, .cross-casing", "all => all.map(e => getComputedStyle(e).fill)")
    assert len(fills) > 10
    assert set(fills) == {"none"}
