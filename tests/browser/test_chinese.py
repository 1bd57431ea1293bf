"""A sentence in Chinese, typed by a person: its words are buttons, in both languages of the page and on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

TYPED = "一只狗在草地上奔跑"
WORDS = ["一", "只", "狗", "在", "草地", "上", "奔跑"]
PHONE = {"width": 390, "height": 844}


def ask(page: Page, sentence: str, language: str) -> None:
    page.goto(f"/?lang={language}")
    page.fill("#ask-sentence", sentence)
    page.click(".ask-submit")
    page.wait_for_url(re.compile(r"/s/[\w-]{10,}"))


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_each_word_is_a_button_and_says_what_it_is_read_as(page: Page, language: str) -> None:
    ask(page, TYPED, language)
    expect(page.locator("#sentence .word")).to_have_text(WORDS)
    expect(page.locator("#sentence")).to_have_attribute("lang", "zh")
    page.locator("#sentence .word", has_text="狗").hover()
    expect(page.locator("#summary")).to_contain_text("dog")
    page.locator("#sentence .word", has_text="只").focus()
    expect(page.locator("#summary")).not_to_contain_text("dog")


def test_on_a_phone_the_sentence_breaks_between_words_and_nothing_is_cut_off(page: Page) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    ask(page, "一位戴着红色头盔的消防员站在红绿灯旁边的消防栓前面，手里拿着一块冲浪板和一只泰迪熊", "zh-CN")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for word in ("红绿灯", "消防栓", "冲浪板", "泰迪熊"):
        expect(page.locator("#sentence .word", has_text=re.compile(f"^{word}$"))).to_be_visible()


def test_a_word_is_swapped_for_another_of_its_kind_in_chinese(page: Page) -> None:
    ask(page, TYPED, "zh-CN")
    page.goto(page.url.split("?")[0].removesuffix("/words") + "/fusion")
    page.locator(".picks .pick", has_text="狗 → 猫").click()
    expect(page.locator("#fusion-other")).to_have_value("一只猫在草地上奔跑")


def test_words_that_nobody_knows_are_named_where_strategies_answer(page: Page) -> None:
    ask(page, "王小明和一只狗", "zh-CN")
    page.goto(page.url.split("?")[0].removesuffix("/words") + "/fusion")
    expect(page.locator("#fusion-unread")).to_contain_text("王小明")
