"""What the template of the words panel reads: the sentence as running text, a picture of heat per word, and numbers."""

from __future__ import annotations

from dataclasses import dataclass

from app.panels.words.query import WordsQuery


@dataclass(frozen=True)
class WordView:
    """One word: how it reads, what was found, and its picture."""

    index: int
    text: str
    kind: str
    found: bool
    score: float
    level: int  # 0..10, the score for a style class
    state: str  # found, absent, or the kind of a word that is not looked for
    heat: str | None  # found words only: address of a PNG to lay over the photo, one scale for all words
    evidence: str | None  # found words only: base64, one byte a cell, row by row, 255 at the sentence's peak
    summary: str
    read_as: str  # the English that a Chinese word is read as; else empty
    here: float | None  # with a place: the word's evidence there, as a share of the peak
    href: str

    @property
    def parameters(self) -> str:
        """Which it is, in the addresses of what can be taken away."""
        return f"word={self.index}"


@dataclass(frozen=True)
class SpanView:
    """A phrase, or the sentence, read as one."""

    name: str  # as scripts call it: "2,3", or "sentence"
    text: str
    found: bool
    heat: str | None  # found ones only: address of a PNG on the words' scale
    summary: str
    parameters: str  # which it is, in the addresses of what can be taken away: "from=2&to=3"


@dataclass(frozen=True)
class Offer:
    """A phrase to pick, or the sentence."""

    name: str
    text: str
    href: str
    current: bool


@dataclass(frozen=True)
class Piece:
    """A stretch of the sentence: a word, or what stands between words."""

    text: str
    word: WordView | None
    read: bool  # False after the place from which the text model read nothing


@dataclass(frozen=True)
class ShownPlace:
    """The place that was asked about, and its cell."""

    x: float
    y: float
    row: int
    col: int


@dataclass(frozen=True)
class WordsView:
    """Everything the template of the words panel reads."""

    words: tuple[WordView, ...]
    pieces: tuple[Piece, ...]
    picked: WordView | None
    span: SpanView | None  # a phrase or the sentence, picked instead of a word
    offers: tuple[Offer, ...]
    compared: WordView | None
    query: WordsQuery
    match: float | None  # None where no word can be judged
    threshold: float
    grid: tuple[int, int]
    peak_times: float  # the peak, as a multiple of an even spread over all cells
    top_times: float  # the top of the colour scale, likewise
    middle_times: float  # what stands half way up it
    overlap: float | None  # 0..1, how much of the picked and the compared word's evidence lies in the same places
    cut: bool
    place: ShownPlace | None
    address: str

    @property
    def shown(self) -> tuple[WordView, ...]:
        """The words that could name something, found or not."""
        return tuple(word for word in self.words if word.state in {"found", "absent"})

    @property
    def lit(self) -> WordView | SpanView | None:
        """What the photo shows and the line under the sentence tells of."""
        return self.span or self.picked

    @property
    def held(self) -> range:
        """The numbers of the words that are lit together."""
        if self.span is None:
            return range(0)
        first, last = self.query.first, self.query.last
        return range(len(self.words)) if first is None or last is None else range(first, last + 1)

    def href(self, **changes: object) -> str:
        """The address of this panel with some of its state changed."""
        query = self.query.change(**changes).encode()
        return f"{self.address}?{query}" if query else self.address
