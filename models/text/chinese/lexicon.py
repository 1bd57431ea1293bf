"""The words of Chinese that are known: how often each is written, its part of speech, and the English it is read as.

Written by `python -m models.training.chinese_words`: words and frequencies are jieba's; English from the names of the
classes, from parallel captions, and from CC-CEDICT.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from models.weights import entry

NAME = "chinese_words"


class LexiconWord(NamedTuple):
    """One word of the lexicon."""

    weight: float  # natural logarithm of its share of all written words
    tag: str  # part of speech, in the PKU's letters: n noun, v verb, nr name ...
    english: str  # what the text model reads for it; empty where nobody says


@dataclass(frozen=True)
class Lexicon:
    """All words, and the length of the longest."""

    words: dict[str, LexiconWord]
    longest: int  # characters
    rarest: float  # weight of a character that is no word


def read_lexicon(text: str) -> Lexicon:
    """Lines of word, frequency, tag and English, set apart by tabs, as a lexicon."""
    rows = [line.split("\t") for line in text.splitlines()]
    total = sum(int(row[1]) for row in rows)
    words = {row[0]: LexiconWord(math.log(int(row[1]) / total), sys.intern(row[2]), row[3]) for row in rows}
    return Lexicon(words, max(map(len, words)), -math.log(total))


@cache
def lexicon() -> Lexicon:
    """The shipped lexicon; raises BrokenInstall when its file is missing or damaged."""
    return read_lexicon(entry(NAME).file.read_text(encoding="utf-8"))
