"""The lexicon says of every word what its file says, and holds no more of it than the file."""

import math
from itertools import islice

import pytest

from models.text.chinese.lexicon import NAME, Lexicon, LexiconWord, lexicon, read_lexicon
from models.weights import entry

LINES = ["猫\t50\tn\tcat", "猫咪\t5\tn\tkitty", "猫头鹰\t20\tn\towl", "𠮷\t3\tn\t", "热狗\t22\tn\thot dog"]


@pytest.fixture(params=(LINES, LINES[::-1]), ids=("sorted", "unsorted"))
def small(request: pytest.FixtureRequest) -> Lexicon:
    return read_lexicon("\n".join(request.param))


def test_words_begin_alike_and_are_told_apart(small: Lexicon) -> None:
    assert small["猫"] == LexiconWord(math.log(0.5), "n", "cat")
    assert (small["猫咪"].english, small["热狗"].english, small["𠮷"].english) == ("kitty", "hot dog", "")
    assert (small.rarest, len(small)) == (-math.log(100), 5)


@pytest.mark.parametrize("word", ["", "热", "猫头", "猫咪咪", "狗", "cat", "猫\t50", "\t", "\n", "\ud83d", "猫\ud83d"])
def test_what_is_no_word_is_not_found(small: Lexicon, word: str) -> None:
    assert word not in small
    assert small.get(word) is None


def test_all_words_that_stand_at_a_place_are_found(small: Lexicon) -> None:
    run = "热猫头鹰猫咪"
    found = {start: [run[start:end] for end, _ in small.at(run, start)] for start in range(len(run))}
    assert {start: words for start, words in found.items() if words} == {1: ["猫", "猫头鹰"], 4: ["猫", "猫咪"]}


def test_the_shipped_words_are_those_of_the_file() -> None:
    rows = [line.split("\t") for line in entry(NAME).file.read_text(encoding="utf-8").splitlines()]
    total, known = sum(int(row[1]) for row in rows), lexicon()
    assert list(known) == [row[0] for row in rows]
    for word, times, tag, english in islice(rows, 0, None, 97):
        assert known[word] == LexiconWord(math.log(int(times) / total), tag, english)
