"""The model's copy of a sentence: the same letters in their plain form, each tied to what the person typed.

People paste full-width `ｃａｔ`, bold `𝐜𝐚𝐭`, ligatures, soft hyphens and zero-width spaces. The text model knows plain
letters only. The copy is Unicode's compatibility form (NFKC, UAX #15), made one grapheme at a time so that every
character of it knows the span of the sentence that it came from.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import regex

_GRAPHEME = regex.compile(r"\X")
# Zero-width space and joiners, soft hyphen, variation selectors, bidi marks, fillers, tags; frames around a character.
_UNREAD = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\uFFF9-\uFFFB\p{Me}]+")
# A symbol that stands for one letter (circled, squared) is that letter; one that spells two (the trade mark's) is not.
_PLAIN = regex.compile(r"[\p{L}\p{N}\p{M}\u2044]+")
_PICTURE = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}")
APOSTROPHES = "'\u2019\u2018\u02bc\u00b4\u0060\u2032\uff07"
HYPHENS = "-\u2010\u2011\uff0d"
_TYPED = str.maketrans(dict.fromkeys(APOSTROPHES, "'") | dict.fromkeys(HYPHENS, "-"))


@dataclass(frozen=True)
class PlainCopy:
    """A sentence in plain letters; character i of it came from sentence[starts[i]:ends[i]]."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where text[start:end] stands in the sentence."""
        return self.starts[start], self.ends[end - 1]


def plain_copy(sentence: str) -> PlainCopy:
    """The model's copy of a sentence."""
    texts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _GRAPHEME.finditer(sentence):
        plain = _plain(match.group())
        texts.append(plain)
        starts += [match.start()] * len(plain)
        ends += [match.end()] * len(plain)
    return PlainCopy("".join(texts), tuple(starts), tuple(ends))


def _plain(grapheme: str) -> str:
    """One grapheme in its plain form; nothing of one that is not read."""
    if grapheme.isascii():
        return grapheme.translate(_TYPED)
    if _PICTURE.match(grapheme):
        return _letter(grapheme) or grapheme
    seen = _UNREAD.sub("", grapheme).translate(_TYPED)
    return _letter(seen) or seen


def _letter(grapheme: str) -> str | None:
    """The plain letters, digits and marks that a letter, digit or lettered symbol stands for."""
    if not grapheme:
        return None
    plain = unicodedata.normalize("NFKC", grapheme)
    lettered = unicodedata.category(grapheme[0])[0] in "LNM" or len(plain) == 1
    return plain if lettered and _PLAIN.fullmatch(plain) else None
