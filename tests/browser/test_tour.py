"""The guided tour in Chromium, by keyboard, in both languages; left and resumed; and the three questions."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from app.tour.questions import QUESTIONS
from app.tour.steps import STEPS


@pytest.mark.thorough
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_the_tour_is_walked_by_keyboard_alone(page: Page, language: str) -> None:
    page.set_default_timeout(60_000)  # twelve views in a row, each with its models' first run
    page.goto(f"/?lang={language}")
    page.goto("/?tour=1")
    for number, step in enumerate(STEPS, start=1):
        expect(page.locator("#tour")).to_have_attribute("data-number", str(number), timeout=30_000)
        expect(page.locator("#tour-question")).to_be_focused(timeout=30_000)
        expect(page.locator(".is-lit").first).to_be_attached(timeout=30_000)
        assert page.locator("#tour[data-veiled]").count() == step.veiled
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator(".tour-answer p")).to_contain_text(re.compile(r"\d"), timeout=30_000)
        expect(page.locator(".tour-guess.is-right")).to_have_count(1)
        expect(page.locator(".tour-guess[aria-current]")).to_be_focused()
        expect(page.locator("#tour[data-veiled]")).to_have_count(0)
        page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("/questions$"))


def test_the_tour_is_left_and_resumed(page: Page) -> None:
    page.goto("/s/coffee?tour=4")
    page.locator("#tour-question").press("Escape")
    expect(page.locator("#tour")).to_have_count(0)
    assert "tour" not in page.url
    page.locator("[data-tour-link]").click()
    page.get_by_role("link", name="Go on at step 4").click()
    expect(page.locator("#tour")).to_have_attribute("data-number", "4")


def test_the_step_stays_in_the_address_while_its_view_is_used(page: Page) -> None:
    page.goto("/s/chelsea?tour=7")
    page.locator(".strip-stage").nth(1).click()
    page.wait_for_url(re.compile("stage=block0.*tour=7"))
    page.reload()
    expect(page.locator("#tour")).to_have_attribute("data-number", "7")


def test_a_focused_guess_is_never_under_something(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/s/chelsea?tour=2")
    page.keyboard.press("Tab")
    hit = page.evaluate(
        "() => { const box = document.activeElement.getBoundingClientRect();"
        " return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) === document.activeElement }"
    )
    assert hit
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_every_number_of_the_three_questions_comes_by_itself(page: Page) -> None:
    page.goto("/s/chelsea/questions")
    waiting = page.locator(".statement-told[hx-get]")
    expect(waiting).to_have_count(0, timeout=30_000)
    assert page.locator(".statement-number").count() == sum(len(question.statements) for question in QUESTIONS)


def test_without_scripts_the_tour_is_links(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/s/chelsea/tour")
    page.locator(".tour-list a").nth(1).click()
    page.locator(".tour-guess").first.click()
    expect(page.locator(".tour-answer p")).to_contain_text("weights")
    page.locator("#tour a[rel=next]").click()
    expect(page.locator("#tour")).to_have_attribute("data-number", "3")
    context.close()
