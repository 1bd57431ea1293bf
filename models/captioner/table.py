"""What was measured of the captioner by `python -m benchmarks.captioner`. Imports no torch."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

MEASURED = "captioner.json"
FILE = Path(__file__).parents[1] / "weights" / MEASURED
WAYS = ("own", "without", "another", "words")  # what stands before a caption; `words`: the prompt's words alone
PAIRS = ("without_own", "another_own", "another_without")  # what is lost by the first against the second
SWAPS = ("own", "without", "more")  # with the photo, without it, the first less the second


@dataclass(frozen=True)
class Mean:
    """With its 95 % interval over photos."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class CaptionerTable:
    """All that was measured, in nats a token where nothing else is said."""

    photos: int  # one caption each
    losses: dict[str, Mean]  # by WAYS
    pairs: dict[str, Mean]  # by PAIRS, photo by photo
    better: float  # photos whose caption loses less with its own photo than without any
    swaps: dict[str, Mean]  # by SWAPS: how much dearer the one word is once "dog" is "cat" or the other way, in nats
    swapped: int  # captions
    written: int  # photos of which captions were written
    nouns: Mean  # nouns of those that a person's caption of the photo says too
    nouns_other: Mean  # that a person's caption of another photo says
    grey: str  # what is written for a photo of one grey


@cache
def captioner_table(path: Path = FILE) -> CaptionerTable | None:
    """What was measured; None where nothing was."""
    if not path.exists():
        return None
    stored = json.loads(path.read_text(encoding="utf-8"))
    return CaptionerTable(
        stored["photos"],
        _means(stored["losses"], WAYS),
        _means(stored["pairs"], PAIRS),
        stored["better"],
        _means(stored["swaps"], SWAPS),
        stored["swapped"],
        stored["written"],
        Mean(**stored["nouns"]),
        Mean(**stored["nouns_other"]),
        stored["grey"],
    )


def _means(stored: dict[str, Any], names: tuple[str, ...]) -> dict[str, Mean]:
    return {name: Mean(**stored[name]) for name in names}
