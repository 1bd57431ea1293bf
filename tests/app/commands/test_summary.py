"""The table for the terminal: scores as the page writes them, and why a word is not judged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.commands.columns import columns_of, padded
from app.commands.summary import match_text, summary
from models.results import Pixels, SentenceAttention
from tests.fakes import FakeAttender

GREY: Pixels = np.full((40, 60, 3), 128, np.uint8)


def read(sentence: str) -> SentenceAttention:
    attender = FakeAttender()
    return attender.read(attender.look(GREY), sentence)


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("the", "names no thing"),
        ("two", "not counted"),
        ("no", "not read"),
        ("고양이", "unknown word"),
        ("dog", "not found"),
    ],
)
def test_a_word_that_is_not_found_says_why(word: str, reason: str) -> None:
    assert reason in summary(read(f"a cat {word}"))


def test_scores_are_per_cent_and_never_certain() -> None:
    certain = read("a cat")
    words = tuple(replace(word, score=1.0) for word in certain.words)
    text = summary(replace(certain, words=words, match=0.9999999))
    assert "> 99 %" in text
    assert "100 %" not in text.replace("100 % ", "")
    assert "match > 99 %" in text


@pytest.mark.parametrize("sentence", ["the two of them", "一只고양이", "没有狗", "no dog", "🐱"])
def test_a_sentence_without_a_word_that_votes_has_no_match(sentence: str) -> None:
    assert read(sentence).match is None
    assert match_text(read(sentence)) == "no match: no word can be judged"


def test_a_negated_word_says_that_it_has_no_vote() -> None:
    assert "no vote" in summary(read("no sofa"))


def test_a_chinese_word_says_what_it_was_read_as() -> None:
    assert "(read as dog)" in summary(read("一只狗"))


@pytest.mark.parametrize("sentence", ["一只猫 and a cat in 消防栓", "ｃａｔ 猫 é"])
def test_scores_stand_in_one_column_whatever_the_words_are_written_in(sentence: str) -> None:
    attention = read(sentence)
    words = [word.word.text for word in attention.words]
    width = max(4, *map(columns_of, words))
    for word, line in zip(words, summary(attention).splitlines()[3:], strict=True):
        assert line.startswith(padded(word, width) + "  ")
        assert columns_of(padded(word, width)) == width


@pytest.mark.parametrize(("text", "columns"), [("cat", 3), ("消防栓", 6), ("ｃａｔ", 6), ("e\u0301", 1), ("", 0)])
def test_a_chinese_character_is_as_wide_as_two_letters(text: str, columns: int) -> None:
    assert columns_of(text) == columns
