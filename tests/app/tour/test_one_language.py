"""No page mixes languages: what a person reads is in one, but for names, their sentence and what was typed."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from app.panels import PANELS
from app.samples.examples import EXAMPLES

SAMPLE = next(example for example in EXAMPLES if example.id == "chelsea")
VIEWS = [f"{panel.name}?view={view}" for panel in PANELS for view in getattr(panel, "views", ("",))]
PAGES = [*VIEWS, "tour", "questions?measure=1", "beside", "layers?view=cost&tour=2&guess=hundred"]
ENGLISH = re.compile(r"\b[a-z]{2,}(?: [a-z]{2,}){2,}\b")  # three words in a row are a phrase
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# What is English in every language: the person's words, names, code, what the learned classes are called.
NOT_OURS = {"textarea", "code", "pre", "bdi", "script", "style", "option", "input"}


class Read(HTMLParser):
    """The text that a page shows, without the elements that hold what is not ours."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.shut: list[str] = []
        self.text: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        foreign = dict(attrs).get("lang") is not None and tag != "html"
        if (tag in NOT_OURS or foreign or self.shut) and tag not in {"img", "input", "link", "meta", "br", "option"}:
            self.shut.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.shut and self.shut[-1] == tag:
            self.shut.pop()

    def handle_data(self, data: str) -> None:
        if not self.shut:
            self.text.append(data)


def shown(client: TestClient, page: str, lang: str) -> str:
    answer = client.get(f"/s/{SAMPLE.id}/{page}{'&' if '?' in page else '?'}lang={lang}&wait=1")
    assert answer.status_code == 200
    text = " ".join(Read(answer.text).text)
    for ours in (SAMPLE.sentence, SAMPLE.credit, *(example.sentence for example in EXAMPLES)):
        text = text.replace(ours, "")
    return text


@pytest.mark.parametrize("page", PAGES)
def test_chinese_pages_hold_no_english_phrase(lessons: TestClient, page: str) -> None:
    text = shown(lessons, page, "zh-CN")
    known = {word.lower() for example in EXAMPLES for word in re.findall(r"[A-Za-z]+", example.sentence)}
    phrases = [each for each in ENGLISH.findall(text) if not set(each.split()) <= known | OTHERS]
    assert phrases == []


OTHERS = set("a plate of food on a table group people playing football an empty street at night".split()) | set(
    "egyptian cat max pooling average dog horse bird tiger".split()
)


@pytest.mark.parametrize("page", PAGES)
def test_english_pages_hold_no_chinese(lessons: TestClient, page: str) -> None:
    assert CHINESE.findall(shown(lessons, page, "en")) == []


def test_no_two_words_for_one_thing_in_chinese() -> None:
    from app.language.i18n import translator

    said = "\n".join(translator("zh-CN").messages.values())
    for other, ours in (("步幅", "步长"), ("您", "你"), ("层级", "阶段"), ("跨步抽样", "跨步采样"), ("词片", "子词")):
        assert other not in said, ours
    assert not re.search(r"[0-9}] %", said)  # one rule for the space before a per cent sign
