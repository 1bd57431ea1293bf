"""Columns of a terminal, where a Chinese character is as wide as two letters."""

from __future__ import annotations

import unicodedata

_WIDE = frozenset("WF")


def columns_of(text: str) -> int:
    """How many columns a text takes."""
    marks = (unicodedata.combining(each) or unicodedata.category(each) in ("Mn", "Me", "Cf") for each in text)
    return sum(
        0 if mark else 1 + (unicodedata.east_asian_width(each) in _WIDE) for each, mark in zip(text, marks, strict=True)
    )


def padded(text: str, width: int) -> str:
    """The text with spaces after it, up to a number of columns."""
    return text + " " * max(0, width - columns_of(text))
