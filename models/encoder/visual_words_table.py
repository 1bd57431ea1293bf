"""How often cells say what they show, as measured by `python -m benchmarks.visual_words`. Imports no torch."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

MEASURED = "visual_words.json"
FILE = Path(__file__).parents[1] / "weights" / MEASURED
WAYS = ("trained", "classifier", "untrained", "chance")
KINDS = ("all", "people", "not_people")


@dataclass(frozen=True)
class Share:
    """With its 95 % interval over photos."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class WayRow:
    """One way to give a cell its words."""

    way: str
    at_1: dict[str, Share]  # by kind of label
    at_5: dict[str, Share]


@dataclass(frozen=True)
class VisualWordsTable:
    """All that was measured."""

    photos: int
    cells: dict[str, int]  # by kind of label
    rows: tuple[WayRow, ...]
    seeds: tuple[float, ...]  # hit at 5 on all cells, one number a seed
    clear: float  # cells with a label that say anything
    clear_at_5: float  # of those, how many hit
    unclear_at_5: float  # how many of the others would have

    def row(self, way: str) -> WayRow:
        """One way."""
        return next(row for row in self.rows if row.way == way)

    @property
    def times_chance(self) -> float:
        """Hit at 5 on all cells, as so many times what other photos' words hit."""
        return self.row("trained").at_5["all"].value / self.row("chance").at_5["all"].value


@cache
def visual_words_table(path: Path = FILE) -> VisualWordsTable | None:
    """What was measured; None where nothing was."""
    if not path.exists():
        return None
    stored = json.loads(path.read_text(encoding="utf-8"))
    rows = tuple(
        WayRow(way, _shares(stored["ways"][way]["at_1"]), _shares(stored["ways"][way]["at_5"])) for way in WAYS
    )
    numbers = {name: stored[name] for name in ("photos", "cells", "clear", "clear_at_5", "unclear_at_5")}
    return VisualWordsTable(rows=rows, seeds=tuple(stored["seeds"]), **numbers)


def _shares(stored: dict[str, Any]) -> dict[str, Share]:
    return {kind: Share(**stored[kind]) for kind in KINDS}
