"""What the page says when nobody answers, and that an answer stays where it was asked for."""

import re

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.photo import photo_file


def open_view(page: Page, name: str) -> None:
    page.locator(f".lab-views a[href*='view={name}']").click()


def test_a_click_that_nobody_answers_says_so_and_can_be_tried_again(context: BrowserContext, loud_page: Page) -> None:
    page = loud_page
    page.goto("/s/chelsea/layers")
    page.fill("#ask-sentence", "something typed")
    context.route("**/layers?**", lambda route: route.abort())
    open_view(page, "cost")
    expect(page.locator("#trouble")).to_be_visible()
    expect(page.locator("#ask-sentence")).to_have_value("something typed")
    context.unroute("**/layers?**")
    page.locator("[data-trouble-again]").click()
    page.wait_for_url(re.compile("view=cost"))
    expect(page.locator("#trouble")).to_be_hidden()


def test_an_answer_of_500_is_told_too(context: BrowserContext, loud_page: Page) -> None:
    loud_page.goto("/s/chelsea/shift")
    context.route("**/shift?**", lambda route: route.fulfill(status=500, body="broken"))
    loud_page.locator(".lab-views a").nth(1).click()
    expect(loud_page.locator("#trouble .trouble-text")).to_contain_text("cannot answer")


def test_offline_a_link_keeps_the_page(context: BrowserContext, loud_page: Page) -> None:
    loud_page.goto("/s/chelsea/layers")
    context.set_offline(True)
    loud_page.locator("#tabs a").first.click()
    expect(loud_page.locator("#trouble .trouble-text")).to_contain_text("offline")
    context.set_offline(False)
    loud_page.locator("[data-trouble-again]").click()
    loud_page.wait_for_url(re.compile("/overview"))


def test_a_new_sentence_stays_in_the_tab_and_view_where_it_was_asked(page: Page) -> None:
    page.goto("/s/chelsea/layers?view=cost")
    open_view(page, "field")
    page.wait_for_url(re.compile("view=field"))
    page.fill("#ask-sentence", "a bright square")
    page.set_input_files("#ask-file", photo_file())
    page.locator("#ask-sentence").press("Enter")
    page.wait_for_url(re.compile(r"/s/[\w-]{10,}/layers\?view=field"))
    expect(page.locator("#lab-field")).to_be_visible()
    expect(page.locator("#tabs [aria-current]")).to_have_text("Layers")


def test_each_view_has_its_own_title(page: Page) -> None:
    page.goto("/s/chelsea/layers")
    first = page.title()
    open_view(page, "field")
    page.wait_for_url(re.compile("view=field"))
    expect(page).to_have_title(re.compile("Layers, Fields"))
    assert page.title() != first


def test_the_view_begins_in_the_upper_half_and_the_strip_stays(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/s/camera/layers")
    top = page.evaluate("document.querySelector('.lab-view .section-title').getBoundingClientRect().top")
    assert top < 520
    page.mouse.wheel(0, 900)
    page.wait_for_timeout(300)
    assert page.evaluate("document.querySelector('.strip-stays').getBoundingClientRect().top") < 5


def test_a_handout_has_no_controls(page: Page) -> None:
    page.goto("/s/chelsea/words")
    page.emulate_media(media="print")
    for hidden in (".header", "#ask", ".take", ".footer"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator("#stage")).to_be_visible()
