"""The words of Chinese that are known: how often each is written, its part of speech, and the English it is read as.

Written by `python -m models.training.chinese_words`: words and frequencies are jieba's; English from the names of the
classes, from parallel captions, and from CC-CEDICT.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from models.weights import entry

NAME = "chinese_words"


class LexiconWord(NamedTuple):
    """One word of the lexicon."""

    weight: float  # natural logarithm of its share of all written words
    tag: str  # part of speech, in the PKU's letters: n noun, v verb, nr name ...
    english: str  # what the text model reads for it; empty where nobody says


class Lexicon(Mapping[str, LexiconWord]):
    """All words, as the sorted lines of their file: a word becomes an object when it is asked for.

    183,000 words are 4 MB that way, and 92 MB as objects. A word is found by bisection among those that begin alike.
    """

    def __init__(self, lines: list[bytes]) -> None:
        lines = sorted(lines)  # a tab is less than any character: a word stands before those that begin with it
        self._text, self._begin = b"".join(lines), array("I", accumulate(map(len, lines), initial=0))
        self._by_first = _ranges(lines)
        self._total = sum(int(line.split(b"\t", 2)[1]) for line in lines)
        self.rarest = -math.log(self._total)  # weight of a character that is no word

    def __len__(self) -> int:
        return len(self._begin) - 1

    def __iter__(self) -> Iterator[str]:
        return (self._line(row).partition(b"\t")[0].decode() for row in range(len(self)))

    def __getitem__(self, word: str) -> LexiconWord:
        for end, known in self.at(word):
            if end == len(word):
                return known
        raise KeyError(word)

    def at(self, run: str, start: int = 0) -> Iterator[tuple[int, LexiconWord]]:
        """Every word that stands in `run` from `start` on: where it ends, and the word; the shortest first."""
        rows, low = self._by_first.get(run[start : start + 1], range(0)), 0
        for end in range(start + 1, len(run) + 1):
            begin = run[start:end].encode(errors="surrogatepass")
            low = bisect_left(rows, begin + b"\t", low, key=self._line)
            line = self._line(rows[low]) if low < len(rows) else b""
            word = line.partition(b"\t")[0]
            if not word.startswith(begin):
                return  # nor is there a longer one
            if word == begin:
                yield end, self._word(line)

    def _line(self, row: int) -> bytes:
        return self._text[self._begin[row] : self._begin[row + 1]]

    def _word(self, line: bytes) -> LexiconWord:
        _, times, tag, english = line.decode().split("\t")
        return LexiconWord(math.log(int(times) / self._total), tag, english)


def _ranges(lines: list[bytes]) -> dict[str, range]:
    """First character -> the rows of the words that begin with it."""
    begin = dict[str, int]()
    for row, line in enumerate(lines):
        begin.setdefault(line[:4].decode(errors="ignore")[0], row)
    ends = [*begin.values(), len(lines)][1:]
    return {first: range(row, end) for (first, row), end in zip(begin.items(), ends, strict=True)}


def read_lexicon(text: str) -> Lexicon:
    """Lines of word, frequency, tag and English, set apart by tabs, as a lexicon."""
    return Lexicon(text.encode().splitlines())


@cache
def lexicon() -> Lexicon:
    """The shipped lexicon; raises BrokenInstall when its file is missing or damaged."""
    return Lexicon(entry(NAME).file.read_bytes().splitlines())
