"""BERT's uncased WordPiece (Devlin et al. 2018; Wu et al. 2016, arXiv:1609.08144), as MiniLM was trained with it.

A text is cleaned (no control characters, no accents, lower case, blanks around Chinese characters), cut at blanks and
around punctuation, and each part into the longest pieces that the vocabulary has. The same ids as the package
`tokenizers` gives (tests/models/text/test_word_pieces.py), which would bring 40 MB of downloader into serving.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

UNKNOWN, INSIDE = "[UNK]", "##"  # INSIDE begins a piece that goes on within a word
LONGEST = 100  # characters of a part; longer ones are unknown
DROPPED = ("Cc", "Cf", "Co")  # control, format and private characters
CHINESE = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F), (0x2B920, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)  # fmt: skip


@dataclass(frozen=True)
class Vocabulary:
    """Pieces in the order of their frequency."""

    ids: dict[str, int]
    texts: dict[int, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "texts", {number: text for text, number in self.ids.items()})

    def pieces(self, text: str) -> list[int]:
        """Ids of a text's pieces; [UNK] is the only special one among them, whatever is typed."""
        return [piece for part in _parts(_normal(text)) for piece in self._cut(part)]

    def _cut(self, part: str) -> list[int]:
        """One part into the longest pieces from its start; all of it is unknown where a rest has none."""
        found: list[int] = []
        start = 0
        while start < len(part) <= LONGEST:
            prefix = INSIDE if start else ""
            ends = range(len(part), start, -1)
            end = next((end for end in ends if prefix + part[start:end] in self.ids), 0)
            if not end:
                return [self.ids[UNKNOWN]]
            found.append(self.ids[prefix + part[start:end]])
            start = end
        return found or [self.ids[UNKNOWN]]


def read_vocabulary(path: Path) -> Vocabulary:
    """From a file in the format of the package `tokenizers`."""
    return Vocabulary(json.loads(path.read_text(encoding="utf-8"))["model"]["vocab"])


def _normal(text: str) -> str:
    """Clean, blanks around Chinese characters, decomposed without accents, lower case."""
    spaced = "".join(f" {each} " if _is_chinese(each) else each for each in _cleaned(text))
    plain = (each for each in unicodedata.normalize("NFD", spaced) if unicodedata.category(each) != "Mn")
    return "".join(each.lower() for each in plain)


def _cleaned(text: str) -> Iterator[str]:
    for each in text:
        if each in "\t\n\r" or (each.isspace() and unicodedata.category(each) != "Cc"):
            yield " "
        elif each != "\ufffd" and unicodedata.category(each) not in DROPPED:
            yield each


def _is_chinese(each: str) -> bool:
    return ord(each) >= CHINESE[1][0] and any(low <= ord(each) <= high for low, high in CHINESE)


def _parts(text: str) -> Iterator[str]:
    """Between blanks, each punctuation mark by itself."""
    part = ""
    for each in text:
        mark = _is_mark(each)
        if part and (mark or each.isspace()):
            yield part
            part = ""
        if mark:
            yield each
        elif not each.isspace():
            part += each
    if part:
        yield part


def _is_mark(each: str) -> bool:
    """ASCII's punctuation and symbols, and what Unicode calls punctuation."""
    symbol = each.isascii() and each.isprintable() and not each.isalnum() and each != " "
    return symbol or unicodedata.category(each).startswith("P")
