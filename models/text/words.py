"""Words of a person's sentence, as spans into the text they typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from models.results import Word, WordKind
from models.text.copy import plain_copy
from models.text.function_words import FUNCTION_WORDS, NEGATIONS, NUMBERS, STILL_NEGATED

# A word of the plain copy: an emoji sequence; one Han character; letters with full stops (U.S., a.m.); or a run of
# letters, marks and digits with ' or - inside it, or . , : between its digits (2.5, 1,000, 3:30).
# Everything else (space, punctuation, symbols) belongs to no word.
_PICTOGRAPH = r"(?:(?![\u00A9\u00AE\u2000-\u27BF](?!\uFE0F))\p{Extended_Pictographic}|\u2764)"
_EMOJI = rf"{_PICTOGRAPH}(?:\uFE0F|\p{{EMod}})*(?:\u200D\p{{Extended_Pictographic}}(?:\uFE0F|\p{{EMod}})*)*"
_LETTER = r"(?:(?!\p{Han})\p{L}\p{M}*)"
_INITIALS = rf"(?<![\p{{L}}\p{{N}}]){_LETTER}(?:\.{_LETTER})+(?![\p{{L}}\p{{N}}])\.?"
_RUN = r"(?:(?!\p{Han})[\p{L}\p{N}])(?:(?!\p{Han})[\p{L}\p{N}\p{M}])*"
_JOINED = rf"(?:['\-]|(?<=\p{{N}})[.,:\u2044](?=\p{{N}})){_RUN}"
_WORD = regex.compile(rf"{_EMOJI}|\p{{Han}}|{_INITIALS}|{_RUN}(?:{_JOINED})*")
_ENGLISH = regex.compile(r"[\p{Latin}\p{N}\p{M}'\-.,:\u2044]+")
_FIGURES = regex.compile(r"\p{N}[\p{N}\p{M}.,:\-\u2044]*(?:st|nd|rd|th)?")
_ENDS_NEGATION = regex.compile(r"[.,;:!?\u2026()\n\u2013\u2014]")


@dataclass(frozen=True)
class SpelledWord:
    """A word, how the model's copy spells it, and what stands between it and the word before."""

    word: Word
    spelling: str
    gap: str


def kind_of(spelling: str) -> WordKind:
    """What a word can be asked of a photo, by its plain spelling alone."""
    lower = spelling.lower()
    if not _ENGLISH.fullmatch(spelling):
        return WordKind.UNKNOWN
    if lower in NEGATIONS:
        return WordKind.NEGATION
    if _FIGURES.fullmatch(lower) or _counts(lower):
        return WordKind.NUMBER
    if lower in FUNCTION_WORDS or len(lower) == 1:
        return WordKind.FUNCTION
    return WordKind.CONTENT


def _counts(lower: str) -> bool:
    """Whether a word is a number in letters, such as `twenty-one`."""
    parts = lower.split("-")
    return parts != ["one"] and all(part in NUMBERS or part == "one" for part in parts)


def split_words(sentence: str) -> tuple[Word, ...]:
    """The words of a sentence in order; `sentence[word.start:word.end] == word.text`."""
    return tuple(spelled.word for spelled in spelled_words(sentence)[0])


@lru_cache(64)
def spelled_words(sentence: str) -> tuple[tuple[SpelledWord, ...], str]:
    """The words of a sentence with their plain spellings, and what follows the last of them.

    A request asks twice: whether the sentence can be read, and then to read it.
    """
    copy, words, last = plain_copy(sentence), list[SpelledWord](), 0
    for match in _WORD.finditer(copy.text):
        start, end = copy.span(match.start(), match.end())
        if words and start < words[-1].word.end:  # the rest of a grapheme that is in the word before
            continue
        word = Word(sentence[start:end], start, end, kind_of(match.group()))
        words.append(SpelledWord(word, match.group(), copy.text[last : match.start()]))
        last = match.end()
    return tuple(_with_negation(words)), copy.text[last:]


def _with_negation(words: list[SpelledWord]) -> Iterator[SpelledWord]:
    """Marks what a negation takes back: the words after it, up to punctuation or a word that starts something else."""
    negating, named = False, False
    for spelled in words:
        kind, lower = spelled.word.kind, spelled.spelling.lower()
        if _ENDS_NEGATION.search(spelled.gap):
            negating = False
        if kind is WordKind.NEGATION:
            negating, named = True, False
        elif kind is WordKind.FUNCTION and named and lower not in STILL_NEGATED:
            negating = False
        elif negating and kind is WordKind.CONTENT:
            named = True
            yield replace(spelled, word=replace(spelled.word, negated=True))
            continue
        yield spelled
