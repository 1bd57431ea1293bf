"""The layers panel in Chromium: from an upload to a sent link, by mouse, by keyboard and without scripts."""

import re
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.panels.layers.panel import LayersPanel
from tests.browser.conftest import listen
from tests.matrix import thorough_after, thorough_rows_after
from tests.photographs import photo

LAYERS = "/s/chelsea/layers"
VIEWS = tuple(name for name in LayersPanel().views if name != "nets")


def view(page: Page, name: str) -> None:
    page.locator(".lab-views a", has_text=re.compile(f"^{name}$")).click()


def test_a_walk_from_an_upload_to_a_sent_link(page: Page, browser: Browser, site: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.jpg"
    file.write_bytes(photo())
    page.goto("/")
    page.set_input_files("input[name=image]", file)
    page.fill("[name=sentence]", "a cat on a blue sofa")
    page.get_by_role("button", name="Look").click()
    page.wait_for_url(re.compile(r"/s/[\w-]{10,}$"))
    page.get_by_role("link", name="Layers").click()
    page.wait_for_url(re.compile(r"/layers"))
    page.locator(".strip-stage").nth(1).click()
    page.wait_for_url(re.compile("stage=block0"))
    page.locator(".tile").nth(2).click()
    page.wait_for_url(re.compile("channel="))
    expect(page.get_by_role("heading", name=re.compile("^Channel "))).to_be_visible()
    view(page, "Fields")
    page.wait_for_url(re.compile("view=field"))
    box = page.locator(".over-picture").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.3)
    page.wait_for_url(re.compile("row=2.*col=5"))
    expect(page.locator("#lab-field h2").first).to_contain_text("row 2, column 5")
    sent = page.url
    other = browser.new_context(base_url=site).new_page()
    other.goto(sent)
    expect(other.locator("#lab-field h2").first).to_contain_text("row 2, column 5")
    other.context.close()


def test_back_leads_through_what_was_looked_at(page: Page) -> None:
    page.goto(f"{LAYERS}?stage=stem")
    view(page, "Cost")
    page.wait_for_url(re.compile("view=cost"))
    page.go_back()
    expect(page.locator("#lab-maps")).to_be_visible()


def test_a_cell_is_walked_to_and_held_by_keyboard(page: Page) -> None:
    page.goto(f"{LAYERS}?view=field&stage=block0&row=3&col=3")
    page.locator(".over-picture").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("row=4.*col=4"))


def test_the_checks_run_to_their_verdict(page: Page) -> None:
    page.goto(f"{LAYERS}?view=trust")
    page.get_by_text("Run the checks").click()
    expect(page.locator("#lab-trust")).to_contain_text("Giving places back", timeout=30_000)


def test_a_words_map_leads_to_its_checks(page: Page) -> None:
    page.goto("/s/chelsea/words")
    page.get_by_text("The numbers").click()
    page.get_by_role("link", name=re.compile("map of “nose”")).click()
    page.wait_for_url(re.compile("view=trust&of=word:8"))
    expect(page.locator("#lab-trust a[aria-current]", has_text="nose")).to_be_visible()


@pytest.mark.parametrize(("language", "name"), thorough_rows_after(3, product(["zh-CN", "en"], VIEWS)))
def test_a_phone_scrolls_no_sub_view_sideways(browser: Browser, site: str, name: str, language: str) -> None:
    context = browser.new_context(base_url=site, viewport={"width": 390, "height": 800}, color_scheme="dark")
    page = context.new_page()
    complaints = listen(page)
    page.goto(f"{LAYERS}?view={name}&lang={language}")
    expect(page.locator(f"#lab-{name}")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert complaints == []
    context.close()


@pytest.mark.parametrize("name", thorough_after(3, VIEWS))
def test_every_sub_view_stands_without_scripts(browser: Browser, site: str, name: str) -> None:
    context: BrowserContext = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{LAYERS}?stage=stem")
    page.goto(f"{LAYERS}?view={name}")
    expect(page.locator(f"#lab-{name} h2").first).to_be_visible()
    page.locator(".strip-stage").nth(0).click()
    expect(page).to_have_url(re.compile("stage=stem"))
    context.close()
