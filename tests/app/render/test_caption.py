"""Captions in a font that has their letters, no wider than their place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.render import caption
from app.render.caption import drawn_width, fitted
from tests.matrix import thorough_after

WORDS = ["cat", "café", "猫", "قطة", "кошка", "γάτα", "🐱", "แมว", "बिल्ली", "고양이", "𝐜𝐚𝐭", "חתול"]


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    caption._drawable.cache_clear()
    yield
    caption._drawable.cache_clear()


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("width", thorough_after(1, [150, 40, 360]))
def test_a_caption_is_no_wider_than_its_place(word: str, width: int) -> None:
    text, font = fitted(word * 20, width)
    assert drawn_width(text, font) <= width
    assert text


@pytest.mark.parametrize("word", WORDS)
def test_every_character_that_is_drawn_has_a_shape(word: str) -> None:
    text, font = fitted(word, 1000)
    assert text
    assert all(caption._draws(font, character) for character in text)


@pytest.mark.parametrize("word", ["猫", "قطة", "🐱"])
def test_without_a_font_for_a_script_words_are_written_as_code_points(
    word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caption, "_font_files", tuple[Path, ...])
    assert fitted(word, 1000)[0] == "".join(f"\\u{ord(each):x}" for each in word)


def test_plain_words_look_for_no_other_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caption, "_font_files", lambda: pytest.fail("looked for fonts"))
    assert fitted("a cat", 1000)[0] == "a cat"
