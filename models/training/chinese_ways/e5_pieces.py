"""A word as the pieces of e5's vocabulary: the cut whose pieces are most probable together (a unigram model)."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from models.training.chinese_ways.e5_file import E5File

SPACE = "\u2581"  # how the vocabulary writes a space
PREFIX = f"{SPACE}query:"  # what e5 wants before a question


class Pieces:
    """The vocabulary, and the most probable cut of a text under it."""

    def __init__(self, pieces: list[tuple[str, float]], unknown: int, replaced: dict[int, str]) -> None:
        self.ids = {text: (number, score) for number, (text, score) in enumerate(pieces) if score < 0}
        self.longest = max(map(len, self.ids))
        self.unknown, self.replaced = unknown, replaced
        self.least = min(score for _, score in self.ids.values()) - 10
        self.cut = lru_cache(65536)(self._cut)

    def word(self, text: str) -> tuple[int, ...]:
        """Ids of a word's pieces: Latin words begin with a space, Chinese ones do not."""
        plain = unicodedata.normalize("NFKC", text).translate(self.replaced).strip()
        return self.cut(SPACE + plain if plain[:1].isascii() else plain) or (self.unknown,)

    def _cut(self, text: str) -> tuple[int, ...]:
        best: list[tuple[float, int, int]] = [(0.0, 0, 0)]  # of text[:end]: score, start and id of the last piece
        for end in range(1, len(text) + 1):
            options = [(best[end - 1][0] + self.least, end - 1, self.unknown)]
            for start in range(max(0, end - self.longest), end):
                piece = self.ids.get(text[start:end])
                if piece is not None:
                    options.append((best[start][0] + piece[1], start, piece[0]))
            best.append(max(options))
        found, end = list[int](), len(text)
        while end:
            _, end, number = best[end]
            found.append(number)
        return tuple(reversed(found))


def pieces_of(file: E5File) -> Pieces:
    """The vocabulary of a file."""
    return Pieces(file.pieces, file.unknown, file.replaced)
