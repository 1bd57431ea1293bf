"""Visual words in Chromium: the list follows pointer and arrow keys, a typed word lights cells, without scripts too."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

VIEW = "/s/chelsea/encoder?view=visual_words&lang=en"


def words_of(page: Page, row: int, col: int) -> list[str]:
    """What the API says of a cell."""
    found = page.request.get("/api/v1/samples/chelsea/encoder/visual_words").json()
    return [each["word"] for each in found["cells"][row * found["cols"] + col]["words"]]


def test_the_list_follows_the_arrow_keys_and_enter_holds_the_cell(page: Page) -> None:
    page.goto(f"{VIEW}&row=3&col=3")
    picture, listed = page.locator(".over-picture[data-grid]"), page.locator("#visual-said .bar-name a")
    expect(listed).to_have_text(words_of(page, 3, 3))
    picture.focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(page.locator("#visual-here")).to_have_text("Cell (4, 5) says")
    expect(listed).to_have_text(words_of(page, 4, 5))
    page.keyboard.press("Escape")
    expect(listed).to_have_text(words_of(page, 3, 3))
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("row=2.*col=3"))
    expect(listed).to_have_text(words_of(page, 2, 3))


def test_the_list_follows_the_pointer_and_its_words_light_the_photo(page: Page) -> None:
    page.goto(VIEW)
    box = page.locator(".over-picture").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 1.5 / 14, box["y"] + box["height"] * 2.5 / 14)
    word = words_of(page, 2, 1)[0]
    first = page.locator("#visual-said .bar-name a").first
    expect(first).to_have_text(word)
    first.dispatch_event("click")
    page.wait_for_url(re.compile(f"word={word}"))
    expect(page.locator("#visual-word")).to_have_value(word)
    expect(page.locator(".visual-asked")).to_contain_text(word)


def test_typing_stepping_and_nonsense_work_without_scripts(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{VIEW}&row=3&col=3")
    page.get_by_role("link", name="One cell down").click()
    expect(page.locator("#visual-here")).to_have_text("Cell (4, 3) says")
    page.fill("#visual-word", "xqzzt")
    page.get_by_role("button", name="Light them").click()
    expect(page.locator(".visual-asked")).to_contain_text("nothing lights")
    expect(page.locator("#visual-here")).to_have_text("Cell (4, 3) says")
    context.close()
