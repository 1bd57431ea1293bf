from __future__ import annotations

import pytest

from app.samples.sentence import check_sentence, language_of
from models.errors import InvalidSentence


@pytest.mark.parametrize(
    "sentence",
    ["a cat", "  a cat \n", "Café", "cafe\u0301", "一只猫", "🐈", "<b>cat</b> & 'dog'", "a\tcat\nhere", "x" * 2000],
)
def test_a_sentence_is_kept_as_it_was_given(sentence: str) -> None:
    assert check_sentence(sentence) == sentence


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("", "empty_sentence"),
        (" \n\t", "empty_sentence"),
        ("...!?", "no_words"),
        ("x" * 2001, "long_sentence"),
        ("a cat\0", "control_characters"),
        ("a \x1b[31mcat", "control_characters"),
    ],
)
def test_what_cannot_be_read_says_why_and_what_to_do(sentence: str, code: str) -> None:
    with pytest.raises(InvalidSentence) as caught:
        check_sentence(sentence)
    assert (caught.value.code, caught.value.argument) == (code, "sentence")
    assert caught.value.hint


def test_a_long_sentence_is_told_its_length_and_the_limit() -> None:
    with pytest.raises(InvalidSentence) as caught:
        check_sentence("cat " * 5, limit=10)
    assert caught.value.values == {"length": 20, "limit": 10}


@pytest.mark.parametrize(
    ("sentence", "language"),
    [("a cat", "en"), ("一只猫", "zh"), ("一隻 cat", "zh"), ("猫が座る", ""), ("고양이", ""), ("un café", "")],
)
def test_a_screen_reader_is_told_the_sentence_s_language_where_it_is_known(sentence: str, language: str) -> None:
    assert language_of(sentence) == language
