"""The fusion panel in Chromium: a walk from the words to a sent link, swaps, keyboard, places, and no scripts."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import listen

FUSION = "/s/chelsea/fusion"
VIEWS = ("compare", "table", "depth", "famous", "siblings")


def test_a_walk_with_an_empty_console(page: Page) -> None:
    said = listen(page)
    page.goto("/s/chelsea")
    page.get_by_role("link", name="Fusion").click()
    expect(page.locator(".fusion-card")).to_have_count(3)
    page.get_by_role("link", name="Show the other 6 strategies").click()
    expect(page.locator(".fusion-card")).to_have_count(9)
    for name in ("Measured", "Attention in depth", "Famous models", "Small siblings", "Compare"):
        page.locator(".lab-views a", has_text=re.compile(f"^{name}$")).click()
        expect(page.locator(".lab-views a[aria-current]")).to_have_text(name)
    assert said == []


def test_a_swap_shows_who_notices_and_can_be_undone(page: Page) -> None:
    page.goto(FUSION)
    page.locator(".pick", has_text="cat → horse").click()
    expect(page.locator(".shift-told")).to_contain_text("7 of 9 strategies prefer it")
    sent = page.url
    page.locator(".pick", has_text="Undo").click()
    expect(page.locator(".shift-told")).to_have_count(0)
    page.goto(sent)
    expect(page.locator("#fusion-other")).to_have_value(re.compile("horse"))
    page.fill("#fusion-other", "a cat")
    page.keyboard.press("Enter")
    expect(page.locator(".shift-told")).to_contain_text("0 of 9 strategies prefer it, 9 see no difference")


def test_arrow_keys_walk_through_the_words(page: Page) -> None:
    page.goto(FUSION)
    page.locator(".fusion-word[aria-current]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("word=2"))
    expect(page.locator(".fusion-word[aria-current]")).to_have_text("with")


def test_a_place_is_asked_for_its_words(page: Page) -> None:
    page.goto(f"{FUSION}?view=depth&name=cross_places")
    expect(page.locator(".head-tile")).to_have_count(6)
    box = page.locator(".over-picture").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.1)
    page.wait_for_url(re.compile("row=0.*col=2"))
    expect(page.locator(".shift-said")).to_contain_text("row 1, column 3")


def test_a_region_is_chosen_by_the_keyboard_and_set_off_in_every_drawing(page: Page) -> None:
    page.goto(f"{FUSION}?view=famous")
    page.get_by_role("link", name="Its sibling on your photo").first.click()
    expect(page.locator(".sibling-box.is-current text")).to_have_text(["1", "1", "1"])
    page.locator("#sibling-regions a", has_text="2 ").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("region=2"))
    expect(page.locator(".sibling-box.is-current text")).to_have_text(["2", "2", "2"])
    expect(page.locator("#sibling-regions a[aria-current]")).to_contain_text("2 ")
    photo, drawn = (page.locator(f".sibling-card {part}").first.bounding_box() for part in ("img", ".sibling-boxes"))
    assert photo is not None
    assert drawn is not None
    assert all(abs(photo[side] - drawn[side]) < 1 for side in ("x", "y", "width", "height"))


def test_it_works_without_scripts(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(FUSION)
    page.locator(".pick", has_text="cat → horse").click()
    expect(page.locator(".shift-told")).to_contain_text("7 of 9 strategies prefer it")
    page.locator(".lab-views a", has_text="Attention in depth").click()
    expect(page.locator(".head-tile").first).to_be_visible()
    context.close()


def test_a_phone_has_no_sideways_scrolling(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = context.new_page()
    for view in VIEWS:
        page.goto(f"{FUSION}?view={view}")
        expect(page.locator(".lab-view h2")).to_be_visible()
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, view
    context.close()
