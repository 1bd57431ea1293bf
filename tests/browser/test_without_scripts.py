import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.photo import photo_file


@pytest.fixture
def plain_page(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(base_url=site, java_script_enabled=False, locale="en-GB")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def test_words_are_links(plain_page: Page) -> None:
    plain_page.goto("/s/chelsea")
    plain_page.locator("#sentence .word", has_text="nose").click()
    expect(plain_page.locator("#sentence [aria-current]")).to_have_text("nose")
    expect(plain_page.locator("#summary")).to_contain_text("of its evidence")
    assert (plain_page.get_attribute("#heat-a", "href") or "").startswith("data:image/png")


def test_phrases_are_links(plain_page: Page) -> None:
    plain_page.goto("/s/chelsea")
    plain_page.locator("#phrases a", has_text="pink nose").click()
    expect(plain_page.locator("#sentence [data-held]")).to_have_text(["pink", "nose"])
    expect(plain_page.locator("#summary")).to_contain_text("Read as one")
    assert (plain_page.get_attribute("#heat-a", "href") or "").startswith("data:image/png")


def test_the_form_posts_a_photo_and_leads_to_its_link(plain_page: Page) -> None:
    plain_page.goto("/")
    plain_page.set_input_files("#ask-file", photo_file())
    plain_page.fill("#ask-sentence", "A bright square")
    plain_page.click(".ask-submit")
    plain_page.wait_for_url(re.compile(r"/s/[\w-]{10,}"))
    expect(plain_page.locator("#sentence")).to_have_text("A bright square")
    plain_page.reload()
    expect(plain_page.locator("#sentence")).to_have_text("A bright square")


def test_an_error_comes_with_the_form_as_it_was_filled_in(plain_page: Page) -> None:
    plain_page.goto("/")
    plain_page.set_input_files("#ask-file", {"name": "a.png", "mimeType": "image/png", "buffer": b"nonsense"})
    plain_page.fill("#ask-sentence", "A bright square")
    plain_page.click(".ask-submit")
    expect(plain_page.locator("#ask-error .notice-title")).to_be_visible()
    expect(plain_page.locator("#ask-sentence")).to_have_value("A bright square")


def test_examples_views_strength_and_language_are_links_and_forms(plain_page: Page) -> None:
    plain_page.goto("/")
    plain_page.click('.gallery-list a[href$="/s/coffee"]')
    expect(plain_page.locator("#sentence")).to_contain_text("espresso")
    plain_page.click('[data-view="compare"]')
    expect(plain_page.locator("#overlap b")).to_have_text(re.compile(r"\d+ %"))
    plain_page.locator("#strength").fill("20")
    plain_page.click(".strength button")
    expect(plain_page.locator("#heat")).to_have_attribute("opacity", "0.2")
    expect(plain_page.locator("#view-compare")).to_be_visible()
    plain_page.click("text=中文")
    expect(plain_page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(plain_page.locator("#view-compare")).to_be_visible()


def test_a_place_is_picked_on_a_copy_of_the_photo(plain_page: Page) -> None:
    plain_page.goto("/s/chelsea/words?view=place")
    plain_page.locator(".place-picker").click(position={"x": 96, "y": 85})
    expect(plain_page.locator("#cross")).to_have_attribute("visibility", "visible")
    expect(plain_page.locator("#bars .number").first).to_have_text(re.compile(r"^\d+\.\d$"))
    rect = plain_page.locator("#cross rect").first
    middle = float(rect.get_attribute("x") or 0) + float(rect.get_attribute("width") or 0) / 2
    assert middle / 451 == pytest.approx(0.3, abs=0.04)


def test_what_only_scripts_can_do_is_not_offered(plain_page: Page) -> None:
    plain_page.goto("/")
    expect(plain_page.locator("[data-copy-link]")).to_be_hidden()
