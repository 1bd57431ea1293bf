"""Wrong sentences made of captions, by what is wrong in them: a thing, a colour, a count, a relation, what joins what.

Pure Python. A swap of a word puts another of its family in its place that no caption of the photo says. An exchange
keeps every word and changes what belongs to what: "a man on a horse", "a horse on a man".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.fusion.swaps import FAMILIES

COLOURS = FAMILIES[0]
COUNTS = ("two", "three", "four", "five")
THINGS = tuple(family for family in FAMILIES if {"dog", "dogs", "man", "men", "car", "cup", "grass"} & {*family})
RELATIONS = (
    ("in front of", "behind"), ("on top of", "under"), ("above", "below"), ("inside", "outside"), ("on", "under"),
    ("left", "right"),
)  # fmt: skip
NOT_A_COLOUR = ("black and white", "white house", "orange juice")
WORD = re.compile(r"[a-z]+", re.IGNORECASE)
Span = tuple[int, int]


class SwapKind(StrEnum):
    """What is wrong in the other sentence, from what is easy to see to what needs the order of words."""

    THING = "thing"
    COLOUR = "colour"
    COUNT = "count"
    RELATION = "relation"
    BINDING = "binding"  # two colours exchanged
    ORDER = "order"  # two things exchanged


@dataclass(frozen=True)
class LessonSwap:
    """A true sentence and one that is wrong in one respect."""

    kind: SwapKind
    sentence: str
    other: str


def lesson_swaps(captions: Sequence[str], things: Sequence[tuple[Span, Span]]) -> Iterator[LessonSwap]:
    """Every kind at most once per caption; `things` holds per caption the spans of two things to exchange, or none.

    `things` is as long as `captions`; where there is nothing to exchange, both spans are (0, 0).
    """
    said = {match.group().lower() for caption in captions for match in WORD.finditer(caption)}
    for caption, (first, second) in zip(captions, things, strict=True):
        for kind, families in (
            (SwapKind.THING, THINGS), (SwapKind.COLOUR, (COLOURS,)), (SwapKind.COUNT, (COUNTS,)),
        ):  # fmt: skip
            if other := swapped(caption, families, said, kind is SwapKind.COLOUR):
                yield LessonSwap(kind, caption, other)
        if other := related(caption):
            yield LessonSwap(SwapKind.RELATION, caption, other)
        spans = colours_of(caption)
        if len(spans) > 1 and (other := exchanged(caption, spans[0], spans[1])):
            yield LessonSwap(SwapKind.BINDING, caption, other)
        if first != second and (other := exchanged(caption, first, second)):
            yield LessonSwap(SwapKind.ORDER, caption, other)


def swapped(caption: str, families: Sequence[Sequence[str]], said: set[str], colours: bool = False) -> str | None:
    """The first word of a family gives way to the next of its family that is not said of the photo."""
    if colours and any(phrase in caption.lower() for phrase in NOT_A_COLOUR):
        return None
    for match in WORD.finditer(caption):
        word = match.group().lower()
        family = next((family for family in families if word in family), None)
        if family is None:
            continue
        place = family.index(word)
        rivals = [other for other in (*family[place + 1 :], *family[:place]) if other not in said]
        if rivals:
            return _with(caption, match.span(), rivals[0])
    return None


def related(caption: str) -> str | None:
    """The first relation turned into its opposite."""
    for one, two in RELATIONS:
        for before, after in ((one, two), (two, one)):
            if found := re.search(rf"\b{before}\b", caption, re.IGNORECASE):
                return caption[: found.start()] + after + caption[found.end() :]
    return None


def colours_of(caption: str) -> list[Span]:
    """Spans of its first words for different colours."""
    if any(phrase in caption.lower() for phrase in NOT_A_COLOUR):
        return []
    found: dict[str, Span] = {}
    for match in WORD.finditer(caption):
        if match.group().lower() in COLOURS:
            found.setdefault(match.group().lower(), match.span())
    return sorted(found.values())


def exchanged(caption: str, one: Span, two: Span) -> str | None:
    """Two stretches of a sentence in one another's place; None where they are the same words or overlap."""
    (a, b), (c, d) = sorted((one, two))
    first, second = caption[a:b], caption[c:d]
    if b > c or first.lower() == second.lower():
        return None
    left, right = _article(caption[:a], second), _article(caption[b:c], first)
    return left + second + right + first + caption[d:]


def _with(caption: str, span: Span, word: str) -> str:
    written = word.capitalize() if caption[span[0]].isupper() else word
    return _article(caption[: span[0]], word) + written + caption[span[1] :]


def _article(before: str, word: str) -> str:
    """What stands before a word, with a or an as the word wants it."""
    found = re.search(r"\b(a|an) $", before, re.IGNORECASE)
    if found is None:
        return before
    right = "an" if word[:1].lower() in "aeiou" else "a"
    right = right.capitalize() if found.group(1)[0].isupper() else right
    return before[: found.start(1)] + right + " "
