"""The noun that a colour's word stands with: "a red and white striped shirt", "the car is blue", 红色的猫.

A rule over words, as noun phrases are (models/text/phrases.py). A colour of people ("a white man") is none of clothes
or hair: it is left to the words' model. So is the colour of a whole picture ("a black and white photo").
"""

from __future__ import annotations

from collections.abc import Sequence

from models.colour.names import colour_of, english, names_a_thing
from models.results import Word, WordKind
from models.text.phrases import in_phrase, is_article

_JOINS = frozenset("and or & 和 与 及 或".split())
_OF = frozenset("的 相间".split())
_IS = frozenset("is are was were looks looked very all mostly 是 都 很 being 's".split())
_SHADES = frozenset("light dark bright pale deep big small large little".split())
_PICTURES = frozenset("photo photograph picture image photos pictures images shot background".split())
_PEOPLE = frozenset(
    """
    man men woman women boy boys girl girls child children kid kids baby babies toddler toddlers person people guy guys
    lady ladies male males female females adult adults american americans couple family human
    """.split()
)


def nouns_of(sentence: str, words: Sequence[Word]) -> dict[int, int | None]:
    """Colour's word (its place in `words`) -> the noun's place, None where it stands with none. Those alone that the
    photo's pixels can judge.
    """
    found = {}
    for at, word in enumerate(words):
        if colour_of(word) is None:
            continue
        noun = _after(sentence, words, at)
        noun = _before(words, at) if noun is None else noun
        if noun is None and names_a_thing(word):
            continue
        if noun is None or english(words[noun]) not in _PEOPLE | _PICTURES:
            found[at] = noun
    return found


def _after(sentence: str, words: Sequence[Word], at: int) -> int | None:
    """The last of the words that the colour is said of: in "blue tennis shirt", the shirt.

    After an article what follows is a noun, whatever else it may be: "a black dress", "the white building", where "in
    black" has none ("a man in black walks"). A phrase ends where another colour begins: "green grass green tree".
    """
    noun, named = None, _named(words, at)
    for place in range(at + 1, len(words)):
        word, gap = words[place], sentence[words[place - 1].end : words[place].start].strip()
        if gap not in ("", ",", "-", "、") or (gap and noun is not None):
            break
        if noun is None and (colour_of(word) is not None or _joins(words, place) or _counts(word)):
            continue
        picture = noun is not None and english(word) in _PICTURES  # of a "sky background", the sky
        if word.kind is not WordKind.CONTENT or colour_of(word) is not None or picture:
            break
        if in_phrase(word) or (noun is None and named and not _made(word)):
            noun = place
        elif noun is not None or not _made(word):
            break
    return noun


def _named(words: Sequence[Word], at: int) -> bool:
    """Whether an article or nothing stands before a colour, or before the colours that it is joined to."""
    place = _back(words, at, _JOINS | _SHADES)
    return place < 0 or is_article(words[place])


def _back(words: Sequence[Word], at: int, passed: frozenset[str]) -> int:
    """The place before a colour, the colours before it and the words that are passed over; -1 where nothing is."""
    place = at - 1
    while place >= 0 and (colour_of(words[place]) is not None or words[place].text.lower() in passed):
        place -= 1
    return place


def _made(word: Word) -> bool:
    """Whether a word says how a thing was made or worn: "a red painted car"."""
    return english(word).endswith(("ed", "en"))


def _counts(word: Word) -> bool:
    """Whether a number stands between a colour and its noun ("orange ten speed bicycle"); "a red one" has none."""
    return word.kind is WordKind.NUMBER and english(word) not in ("one", "ones")


def _joins(words: Sequence[Word], place: int) -> bool:
    """Whether a word joins two colours, or a colour to what has it; "orange and banana" are two things."""
    text, after = words[place].text.lower(), words[place + 1 : place + 2]
    return text in _OF or (text in _JOINS and any(colour_of(word) is not None for word in after))


def _before(words: Sequence[Word], at: int) -> int | None:
    """What the colour is said of in "the car is blue"."""
    place = _back(words, at, _JOINS | _IS | _OF)
    linked = any(word.text.lower() in _IS for word in words[place + 1 : at])
    return place if linked and place >= 0 and in_phrase(words[place]) else None
