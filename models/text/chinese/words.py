"""The words of a run of Chinese: what each can be asked of a photo, and the English that is read for it."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from models.results import WordKind
from models.text.chinese.function_words import (
    DEMONSTRATIVES,
    DIGITS,
    FUNCTION_WORDS,
    MEASURES,
    NEGATIONS,
    NUMBERS,
    SAID_AS,
    THINGS_AND_MEASURES,
)
from models.text.chinese.lexicon import lexicon
from models.text.chinese.segment import segment
from models.text.chinese.simplified import simplified
from models.text.function_words import FUNCTION_WORDS as ENGLISH_FUNCTION_WORDS
from models.text.function_words import NUMBERS as ENGLISH_NUMBERS

FUNCTION_TAGS = frozenset("p c u uj ul uz ud ug uv r rr rz y e o q".split())  # of the lexicon
_NUMBER = regex.compile(rf"第?[{DIGITS}]+")
_JAPANESE = regex.compile(r"[\p{Hiragana}\p{Katakana}]")


@dataclass(frozen=True)
class ChineseWord:
    """One word, as long as it was typed."""

    length: int  # characters
    kind: WordKind
    english: str  # empty where it has none


def reads_as_chinese(sentence: str) -> bool:
    """Whether its Han characters are Chinese: Japanese writes them too, beside its own."""
    return _JAPANESE.search(sentence) is None


def acts(word: str) -> bool:
    """Whether a word is a verb and nothing else: 拍照, to take a picture."""
    known = lexicon().get(simplified(word))
    return known is not None and known.tag == "v"


def qualifies(word: str) -> bool:
    """Whether a word is a quality: 热, 彩色, 红色."""
    known = lexicon().get(simplified(word))
    return known is not None and (known.tag[:1] in "abz" or word.endswith("色"))


def chinese_words(run: str, counted: bool = False) -> list[ChineseWord]:
    """The words of a run of Han characters; `counted` says that a number stands before it."""
    cut = segment(simplified(run))
    found: list[ChineseWord] = []
    for place, word in enumerate(cut):
        after = cut[place + 1] if place + 1 < len(cut) else ""
        kind = _kind(word, after, counted)
        found.append(ChineseWord(len(word), kind, _english(word, kind)))
        counted = kind is WordKind.NUMBER or word == "一" or word in DEMONSTRATIVES
    return found


def _kind(word: str, after: str, counted: bool) -> WordKind:
    """By its place among closed classes, then by whether anybody says what it means."""
    known = lexicon().get(word)
    if word in NEGATIONS:
        return WordKind.NEGATION
    if word == "一" or word in FUNCTION_WORDS or _measures(word, after, counted):
        return WordKind.FUNCTION
    if word in NUMBERS or _NUMBER.fullmatch(word):
        return WordKind.NUMBER
    if known is not None and known.tag in FUNCTION_TAGS:
        return WordKind.FUNCTION
    return _kind_of_english(known.english if known is not None else "")


def _kind_of_english(english: str) -> WordKind:
    """Of a word that means what an English one of a closed class means, that one's kind."""
    if english in ENGLISH_FUNCTION_WORDS:
        return WordKind.FUNCTION
    if english in ENGLISH_NUMBERS:
        return WordKind.NUMBER
    return WordKind.CONTENT if english else WordKind.UNKNOWN


def _measures(word: str, after: str, counted: bool) -> bool:
    """Whether it is a measure word here: 碗 is one in 一碗汤, and none in 一只碗."""
    if word in THINGS_AND_MEASURES:
        return counted and bool(after) and after not in FUNCTION_WORDS
    return word in MEASURES


def _english(word: str, kind: WordKind) -> str:
    """What the text model reads: nothing for a particle, or for a word that nobody knows."""
    if word in SAID_AS:
        return SAID_AS[word]
    return lexicon()[word].english if kind is WordKind.CONTENT else ""
