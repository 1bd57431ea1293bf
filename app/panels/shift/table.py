"""Numbers for programs and spreadsheets: rounded, and as CSV."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

from models.results import FloatArray
from models.shift_results import Ints

DIGITS = 5


@dataclass(frozen=True)
class Table:
    """Names of the columns, and a row per shift, value or pair of them."""

    head: list[str]
    rows: list[list[Any]]

    def csv(self) -> str:
        """As text, one line a row."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerows([self.head, *self.rows])
        return text.getvalue()


def rounded(values: FloatArray) -> list[float]:
    """Numbers for a document."""
    return [round(float(value), DIGITS) for value in values]


def whole(values: Ints) -> list[int]:
    """Whole numbers for a document."""
    return [int(value) for value in values]
