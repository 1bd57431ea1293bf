"""What the language model wrote: frozen, numpy and plain numbers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import prod


class Given(StrEnum):
    """What the language model is shown."""

    PHOTO = "photo"
    GREY = "grey"  # one colour everywhere: nothing to see


@dataclass(frozen=True)
class Piece:
    """One token, with its probability where the photo was given and where it was not."""

    token: int
    text: str  # nothing for the end
    with_photo: float
    without: float
    likeliest: tuple[tuple[str, float], ...]  # with the photo
    likeliest_alone: tuple[tuple[str, float], ...]  # without it


@dataclass(frozen=True)
class WrittenWord:
    """The tokens of one word; its probabilities are their products."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """As it stands in the caption; nothing for the end."""
        return "".join(piece.text for piece in self.pieces).strip()

    @property
    def with_photo(self) -> float:
        """0..1."""
        return prod(piece.with_photo for piece in self.pieces)

    @property
    def without(self) -> float:
        """0..1."""
        return prod(piece.without for piece in self.pieces)


@dataclass(frozen=True)
class Caption:
    """As far as it is written."""

    pieces: tuple[Piece, ...]
    complete: bool

    @property
    def text(self) -> str:
        """Without the end."""
        return "".join(piece.text for piece in self.pieces).strip()

    @property
    def words(self) -> tuple[WrittenWord, ...]:
        """A word begins with a space or a sign; the end is one by itself, without text."""
        words: list[list[Piece]] = []
        for piece in self.pieces:
            if not words or not piece.text or not piece.text[0].isalnum():
                words.append([])
            words[-1].append(piece)
        return tuple(WrittenWord(tuple(pieces)) for pieces in words)
