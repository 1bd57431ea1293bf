"""What the address of the words panel says: which word or phrase, which to compare it with, which view, what heat."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

VIEWS = ("all", "compare", "place")
STRENGTH = 80  # per cent
NOTHING, SENTENCE = -1, -2  # `word=none`: no word is picked; `word=sentence`: all of them, as one
_NAMES = {"none": NOTHING, "sentence": SENTENCE}
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


@dataclass(frozen=True)
class WordsQuery:
    """The panel's state. What the address gets wrong is left at its default: a link never fails for that."""

    word: int | None = None
    first: int | None = None  # `from` and `to`: a phrase, the first of its words and the last
    last: int | None = None
    compare: int | None = None
    view: str = "all"
    strength: int = STRENGTH
    place: Place | None = None

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
        named = {index: name for name, index in _NAMES.items()}
        fields = {
            "word": named.get(self.word, self.word) if self.word is not None else None,
            "from": self.first,
            "to": self.last,
            "compare": self.compare,
            "view": self.view if self.view != "all" else None,
            "strength": self.strength if self.strength != STRENGTH else None,
            "place": f"{self.place.x:.4g},{self.place.y:.4g}" if self.place else None,
        }
        return [(name, str(value)) for name, value in fields.items() if value is not None and name not in without]


def read_words_query(query: Mapping[str, str], aspect: float = 1.0) -> WordsQuery:
    """The state in a query string; `aspect` is the photo's height over its width, for clicks without a script."""
    place = _fractions(query.get("place", "")) or _clicked(query, aspect)
    view = "place" if "pick.x" in query and place else query.get("view", "all")
    first, last = _phrase(query)
    return WordsQuery(
        word=_NAMES.get(query.get("word", ""), _index(query.get("word"))) if first is None else None,
        first=first,
        last=last,
        compare=_index(query.get("compare")),
        view=view if view in VIEWS else "all",
        strength=_strength(query.get("strength", "")),
        place=place,
    )


def _index(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else None


def _phrase(query: Mapping[str, str]) -> tuple[int, int] | tuple[None, None]:
    """The first and the last word of a phrase, in whichever order they were given; half of it is none."""
    first, last = _index(query.get("from")), _index(query.get("to"))
    return (None, None) if first is None or last is None else (min(first, last), max(first, last))


def _strength(text: str) -> int:
    value = _number(text)
    return STRENGTH if value is None else 5 * round(min(100.0, max(0.0, value)) / 5)


def _fractions(text: str) -> Place | None:
    x, _, y = text.partition(",")
    return _place(_number(x), _number(y))


def _clicked(query: Mapping[str, str], aspect: float) -> Place | None:
    x, y = _number(query.get("pick.x", "")), _number(query.get("pick.y", ""))
    return None if x is None or y is None else _place(x / PICK_WIDTH, y / (PICK_WIDTH * aspect))


def _place(x: float | None, y: float | None) -> Place | None:
    return Place(x, y) if x is not None and y is not None and 0 <= x <= 1 and 0 <= y <= 1 else None


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
