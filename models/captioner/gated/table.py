"""What was measured of the gated layers by `python -m benchmarks.flamingo`. Imports no torch."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.captioner.table import Mean

MEASURED = "flamingo.json"
FILE = Path(__file__).parents[2] / "weights" / MEASURED
WAYS = ("own", "mean", "another", "shut")  # which photo is read; `shut`: none, the language model as it was
PAIRS = ("another_own", "mean_own", "shut_mean", "shut_own")  # what is lost by the first against the second


@dataclass(frozen=True)
class GatedTable:
    """All that was measured, in nats a token where nothing else is said."""

    photos: int  # one caption each
    losses: dict[str, Mean]  # by WAYS
    pairs: dict[str, Mean]  # by PAIRS, photo by photo
    each: tuple[float, ...]  # mean loss with another photo, for every random swap of the photos
    better: tuple[float, ...]  # photos whose caption loses less with its own photo than with the other, for every swap
    written: int  # photos of which captions were written
    nouns: Mean  # nouns of those that a person's caption of the photo says too
    nouns_other: Mean  # that a person's caption of another photo says
    shut: str  # what the language model writes with the gates shut

    def perplexity(self, way: str) -> Mean:
        """The exponential of a loss: among how many equally likely tokens the next one is as hard to guess."""
        loss = self.losses[way]
        return Mean(*(math.exp(each) for each in (loss.value, loss.low, loss.high)))


@cache
def gated_table(path: Path = FILE) -> GatedTable | None:
    """What was measured; None where nothing was."""
    if not path.exists():
        return None
    stored = json.loads(path.read_text(encoding="utf-8"))
    return GatedTable(
        stored["photos"],
        {name: Mean(**stored["losses"][name]) for name in WAYS},
        {name: Mean(**stored["pairs"][name]) for name in PAIRS},
        tuple(stored["each"]),
        tuple(stored["better"]),
        stored["written"],
        Mean(**stored["nouns"]),
        Mean(**stored["nouns_other"]),
        stored["shut"],
    )
