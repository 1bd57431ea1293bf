import re
import time
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Page, Route, expect

from app.samples.examples import EXAMPLES
from tests.browser.photo import hand_over, photo_file

TYPED = "A bright square on a dark wall"


def answer_late(route: Route) -> None:
    time.sleep(0.6)
    route.continue_()


def test_a_photo_and_a_sentence_become_a_link_that_can_be_sent(page: Page) -> None:
    page.goto("/")
    page.set_input_files("#ask-file", photo_file())
    expect(page.locator("#stage-note")).to_be_visible()
    expect(page.locator("#ask-sentence")).to_be_focused()
    page.keyboard.type(TYPED)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/s/[\w-]{10,}"))
    expect(page.locator("#sentence")).to_have_text(TYPED)
    expect(page.locator("#photo")).to_have_attribute("href", re.compile(r"^/photos/"))
    expect(page.locator("#announce")).to_contain_text("words found")
    expect(page).to_have_title(re.compile(TYPED))
    own = page.locator("#tabs a[aria-current]").get_attribute("href")
    assert own == f"{urlparse(page.url).path}/words"
    page.goto(page.url)
    expect(page.locator("#sentence")).to_have_text(TYPED)


def test_a_new_sentence_keeps_the_photo_and_back_brings_the_old_one(page: Page) -> None:
    page.goto("/")
    photo = page.get_attribute("#photo", "href")
    page.fill("#ask-sentence", "Two green eyes")
    page.click(".ask-submit")
    page.wait_for_url(re.compile(r"/s/[\w-]{10,}"))
    expect(page.locator("#photo")).to_have_attribute("href", photo or "")
    expect(page.locator("#ask-sentence")).to_have_value("Two green eyes")
    page.go_back()
    expect(page.locator("#sentence")).to_have_text(EXAMPLES[0].sentence)
    page.locator("#sentence .word", has_text="camera").hover()
    expect(page.locator("#summary")).to_contain_text("camera")


@pytest.mark.parametrize("event", ["drop", "paste"])
def test_a_photo_can_be_dropped_or_pasted_anywhere(page: Page, event: str) -> None:
    page.goto("/")
    hand_over(page, event)
    expect(page.locator("#photo")).to_have_attribute("href", re.compile("^blob:"))
    page.fill("#ask-sentence", TYPED)
    page.click(".ask-submit")
    page.wait_for_url(re.compile(r"/s/[\w-]{10,}"))
    expect(page.locator(".stage-picture")).to_have_attribute("viewBox", "0 0 420 280")


def test_a_file_that_is_no_photo_is_refused_at_once(page: Page) -> None:
    page.goto("/")
    page.fill("#ask-sentence", TYPED)
    page.set_input_files("#ask-file", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"})
    expect(page.locator("#ask-error")).to_contain_text("not a photo")
    expect(page.locator("#ask-sentence")).to_have_value(TYPED)


def test_an_error_of_the_server_is_told_beside_the_form_and_nothing_is_lost(loud_page: Page) -> None:
    page = loud_page
    page.goto("/")
    page.set_input_files("#ask-file", {"name": "broken.png", "mimeType": "image/png", "buffer": b"\x89PNG nonsense"})
    page.fill("#ask-sentence", TYPED)
    page.keyboard.press("Enter")
    expect(page.locator("#ask-error .notice-title")).to_be_visible()
    expect(page.locator("#ask-sentence")).to_have_value(TYPED)
    expect(page.locator("#sentence")).to_be_visible()
    assert urlparse(page.url).path == "/"
    page.set_input_files("#ask-file", photo_file())
    expect(page.locator("#ask-error")).to_be_empty()


def test_a_server_that_is_gone_is_told_too(loud_page: Page) -> None:
    page = loud_page
    page.goto("/")
    page.route("**/s", lambda route: route.abort())
    page.fill("#ask-sentence", TYPED)
    page.click(".ask-submit")
    expect(page.locator("#ask-error")).to_contain_text("did not answer")
    expect(page.locator("#ask-sentence")).to_have_value(TYPED)
    expect(page.locator(".ask-submit")).to_be_enabled()


def test_an_unforeseen_error_is_not_swapped_into_the_page(loud_page: Page) -> None:
    page = loud_page
    page.goto("/")
    page.route("**/s", lambda route: route.fulfill(status=500, body="<h1>boom</h1>", content_type="text/html"))
    page.fill("#ask-sentence", TYPED)
    page.click(".ask-submit")
    expect(page.locator("#ask-error")).to_contain_text("did not answer")
    expect(page.locator("#sentence")).to_be_visible()
    expect(page.locator("text=boom")).to_have_count(0)


def test_a_busy_server_says_when_to_come_back(loud_page: Page) -> None:
    page = loud_page
    page.goto("/")
    notice = '<div class="notice is-error"><p class="notice-title">Busy</p></div>'
    page.route("**/s", lambda route: route.fulfill(status=503, body=notice, content_type="text/html"))
    page.fill("#ask-sentence", TYPED)
    page.click(".ask-submit")
    expect(page.locator("#ask-error .notice-title")).to_have_text("Busy")


def test_what_takes_longer_says_what_it_is_doing(page: Page) -> None:
    page.goto("/")
    page.route("**/s", answer_late)
    page.fill("#ask-sentence", TYPED)
    page.click(".ask-submit", no_wait_after=True)
    expect(page.locator("#ask-progress")).to_contain_text("Looking")
    expect(page.locator("#sentence")).to_have_text(TYPED)
    expect(page.locator("#ask-progress")).to_be_empty()


def test_a_photo_is_deleted_only_after_a_second_yes(loud_page: Page) -> None:
    page = loud_page
    page.goto("/")
    page.fill("#ask-sentence", TYPED)
    page.click(".ask-submit")
    page.wait_for_url(re.compile(r"/s/[\w-]{10,}"))
    own = page.url
    expect(page.locator(".confirm button")).to_be_hidden()
    page.click(".confirm summary")
    page.click(".confirm button")
    page.wait_for_url(lambda url: url != own)
    answer = page.goto(own)
    assert answer
    assert answer.status == 404
    expect(page.locator("h1")).to_contain_text("nothing at this link")
    expect(page.locator("#ask-sentence")).to_be_visible()


def test_a_sentence_from_right_to_left_walks_the_way_it_reads(page: Page) -> None:
    page.goto("/")
    page.fill("#ask-sentence", "חתול עם עיניים ירוקות")
    page.click(".ask-submit")
    page.wait_for_url(re.compile(r"/s/[\w-]{10,}"))
    first = page.locator("#sentence .word").first
    first.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#sentence .word").nth(1)).to_be_focused()
    expect(page.locator("#summary")).to_contain_text("does not know this word")


def test_a_sentence_longer_than_the_model_reads_shows_where_it_was_cut(page: Page) -> None:
    page.goto("/")
    page.fill("#ask-sentence", "green eyes and a pink nose " * 20)
    page.click(".ask-submit")
    page.wait_for_url(re.compile(r"/s/[\w-]{10,}"))
    expect(page.locator("#sentence .unread").first).to_be_visible()
    expect(page.locator(".cut-note")).to_be_visible()
