"""What the address of the words panel says: which word or phrase, which to compare it with, which view, what heat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from app.panels.query import choice, clamped, parameter, read_fields, real_number, whole, whole_number, written_fields

VIEWS = ("all", "compare", "place")
STRENGTH = 80  # per cent
NOTHING, SENTENCE = -1, -2  # `word=none`: no word is picked; `word=sentence`: all of them, as one
_NAMES = {"none": NOTHING, "sentence": SENTENCE}
_NAMED = {index: name for name, index in _NAMES.items()}
PICK_WIDTH = 320  # pixels of the copy of the photo that sends clicks where no script runs


@dataclass(frozen=True)
class Place:
    """A point of the photo, as fractions of its width and height."""

    x: float
    y: float

    def cell(self, grid: tuple[int, int]) -> tuple[int, int]:
        """The (row, column) it lies in."""
        rows, cols = grid
        return min(rows - 1, int(self.y * rows)), min(cols - 1, int(self.x * cols))


def _word(given: str) -> int | None:
    index = whole_number(given)
    return _NAMES.get(given, None if index is None or index < 0 else index)


def _fractions(given: str) -> Place | None:
    x, _, y = given.partition(",")
    return _place(real_number(x), real_number(y))


def _strength(given: str) -> int | None:
    """In steps of five."""
    value = clamped(real_number(given), 0, 100)
    return None if value is None else 5 * round(value / 5)


def _place(x: float | None, y: float | None) -> Place | None:
    return Place(x, y) if x is not None and y is not None and 0 <= x <= 1 and 0 <= y <= 1 else None


@dataclass(frozen=True)
class WordsQuery:
    """The panel's state. What the address gets wrong is left at its default: a link never fails for that."""

    word: int | None = parameter(None, _word, lambda index: _NAMED.get(index, str(index)))
    first: int | None = whole(name="from")  # `from` and `to`: a phrase, the first of its words and the last
    last: int | None = whole(name="to")
    compare: int | None = whole()
    view: str = choice("all", VIEWS)
    strength: int = parameter(STRENGTH, _strength)
    place: Place | None = parameter(None, _fractions, lambda place: f"{place.x:.4g},{place.y:.4g}")

    def change(self, **changes: object) -> WordsQuery:
        """The same state but for some fields; `word` may be "none" or "sentence", and picking one drops the phrase."""
        if "word" in changes:
            word = changes["word"]
            changes |= {"word": _NAMES.get(str(word), word), "first": None, "last": None}
        return replace(self, **changes)  # type: ignore[arg-type]

    def phrase(self, first: int, last: int) -> WordsQuery:
        """The same state with a phrase picked instead of a word."""
        return replace(self, word=None, first=first, last=last)

    def encode(self) -> str:
        """As a query string; what is at its default is left out."""
        return urlencode(self.hidden(), safe=",")

    def hidden(self, *without: str) -> list[tuple[str, str]]:
        """The same as names and values, but for some, to keep in a form."""
        return [(name, value) for name, value in written_fields(self) if name not in without]


def read_words_query(address: Mapping[str, str], aspect: float = 1.0) -> WordsQuery:
    """The state in a query string; `aspect` is the photo's height over its width, for clicks without a script."""
    query = WordsQuery(**read_fields(WordsQuery, address))
    first, last = query.first, query.last
    if first is None or last is None:
        query = replace(query, first=None, last=None)  # half a phrase is none
    else:
        query = query.phrase(min(first, last), max(first, last))
    clicked = _clicked(address, aspect)
    if query.place is None and clicked is not None:
        query = replace(query, place=clicked)
    return replace(query, view="place") if "pick.x" in address and query.place else query


def _clicked(address: Mapping[str, str], aspect: float) -> Place | None:
    x, y = real_number(address.get("pick.x")), real_number(address.get("pick.y"))
    return None if x is None or y is None else _place(x / PICK_WIDTH, y / (PICK_WIDTH * aspect))
