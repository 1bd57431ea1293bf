"""Words of a person's sentence, as spans into the text they typed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from models.results import Word, WordKind
from models.text.chinese.function_words import STILL_NEGATED as CHINESE_STILL_NEGATED
from models.text.chinese.words import chinese_words, reads_as_chinese
from models.text.copy import PlainCopy, plain_copy
from models.text.function_words import FUNCTION_WORDS, NEGATIONS, NUMBERS, STILL_NEGATED

# A word of the plain copy: an emoji sequence; a run of Han characters, cut by models/text/chinese;
# letters with full stops (U.S., a.m.); or a run of letters, marks and digits with ' or - inside it, or . , : between
# its digits (2.5, 1,000, 3:30).
# Everything else (space, punctuation, symbols) belongs to no word.
_PICTOGRAPH = r"(?:(?![\u00A9\u00AE\u2000-\u27BF](?!\uFE0F))\p{Extended_Pictographic}|\u2764)"
_EMOJI = rf"{_PICTOGRAPH}(?:\uFE0F|\p{{EMod}})*(?:\u200D\p{{Extended_Pictographic}}(?:\uFE0F|\p{{EMod}})*)*"
_LETTER = r"(?:(?!\p{Han})\p{L}\p{M}*)"
_INITIALS = rf"(?<![\p{{L}}\p{{N}}]){_LETTER}(?:\.{_LETTER})+(?![\p{{L}}\p{{N}}])\.?"
_RUN = r"(?:(?!\p{Han})[\p{L}\p{N}])(?:(?!\p{Han})[\p{L}\p{N}\p{M}])*"
_JOINED = rf"(?:['\-]|(?<=\p{{N}})[.,:\u2044](?=\p{{N}})){_RUN}"
_WORD = regex.compile(rf"{_EMOJI}|\p{{Han}}+|{_INITIALS}|{_RUN}(?:{_JOINED})*")
_ENGLISH = regex.compile(r"[\p{Latin}\p{N}\p{M}'\-.,:\u2044]+")
_HAN = regex.compile(r"\p{Han}+")
_FIGURES = regex.compile(r"\p{N}[\p{N}\p{M}.,:\-\u2044]*(?:st|nd|rd|th)?")
_ENDS_NEGATION = regex.compile(r"[.,;:!?\u2026()\n\u2013\u2014]")


@dataclass(frozen=True)
class SpelledWord:
    """A word, how the model's copy spells it, and what stands between it and the word before."""

    word: Word
    spelling: str  # in letters that the text model reads; empty where the word has no English of its own
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


def reads_chinese(sentence: str) -> bool:
    """Whether a sentence holds Chinese that is read as such."""
    return _HAN.search(sentence) is not None and reads_as_chinese(sentence)


def split_words(sentence: str) -> tuple[Word, ...]:
    """The words of a sentence in order; `sentence[word.start:word.end] == word.text`."""
    return tuple(spelled.word for spelled in spelled_words(sentence)[0])


@lru_cache(64)
def spelled_words(sentence: str) -> tuple[tuple[SpelledWord, ...], str]:
    """The words of a sentence with their plain spellings, and what follows the last of them.

    A request asks twice: whether the sentence can be read, and then to read it.
    """
    copy, words, last = plain_copy(sentence), list[SpelledWord](), 0
    chinese = reads_as_chinese(copy.text)
    for match in _WORD.finditer(copy.text):
        gap, last = copy.text[last : match.start()], match.end()
        if chinese and _HAN.fullmatch(match.group()):
            counted = bool(words) and not gap.strip() and words[-1].word.kind is WordKind.NUMBER
            _add_chinese(words, sentence, copy, match.start(), match.group(), gap, counted)
        else:
            for start, end in _spans(match):
                _add(
                    words, sentence, copy.span(start, end), copy.text[start:end], gap if start == match.start() else ""
                )
    return tuple(_with_negation(words)), copy.text[last:]


def _spans(match: regex.Match[str]) -> Iterator[tuple[int, int]]:
    """A word of the copy, or each of its Han characters, which Japanese uses."""
    if _HAN.fullmatch(match.group()):
        yield from ((at, at + 1) for at in range(match.start(), match.end()))
    else:
        yield match.span()


def _add(
    words: list[SpelledWord],
    sentence: str,
    span: tuple[int, int],
    spelling: str,
    gap: str,
    kind: WordKind | None = None,
) -> None:
    """One word more, unless it is the rest of a grapheme that is in the word before."""
    start, end = span
    if not words or start >= words[-1].word.end:
        words.append(SpelledWord(Word(sentence[start:end], start, end, kind or kind_of(spelling)), spelling, gap))


def _add_chinese(
    words: list[SpelledWord], sentence: str, copy: PlainCopy, start: int, run: str, gap: str, counted: bool
) -> None:
    """The words of a run of Chinese, each with the English that is read for it."""
    for found in chinese_words(run, counted):
        before = len(words)
        _add(words, sentence, copy.span(start, start + found.length), found.english, gap, found.kind)
        if len(words) > before and found.kind is WordKind.CONTENT:
            words[-1] = replace(words[-1], word=replace(words[-1].word, read_as=found.english))
        start, gap = start + found.length, ""


def _with_negation(words: list[SpelledWord]) -> Iterator[SpelledWord]:
    """Marks what a negation takes back: the words after it, up to punctuation or a word that starts something else."""
    negating, named = False, False
    for spelled in words:
        kind, lower = spelled.word.kind, spelled.spelling.lower() or spelled.word.text
        if _ENDS_NEGATION.search(spelled.gap):
            negating = False
        if kind is WordKind.NEGATION:
            negating, named = True, False
        elif kind is WordKind.FUNCTION and named and lower not in STILL_NEGATED | CHINESE_STILL_NEGATED:
            negating = False
        elif negating and kind is WordKind.CONTENT:
            named = True
            yield replace(spelled, word=replace(spelled.word, negated=True))
            continue
        yield spelled
