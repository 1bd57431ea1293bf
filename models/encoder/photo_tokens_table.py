"""How often a caption finds its photo by k tokens, pooled or asked for: what training measured, over its seeds."""

from __future__ import annotations

from dataclasses import dataclass

from models.encoder.resampler import stored
from models.encoder.ribbon import COUNTS
from models.statistics import SeedInterval, interval

WAYS, RANKS = ("pooled", "resampled"), (1, 10)
COMMAND = "python -m models.training.photo_tokens"


@dataclass(frozen=True)
class TokensRow:
    """One way of making k tokens: the share of captions, in per cent, whose photo is among the first of all."""

    way: str
    count: int
    first: SeedInterval
    first_ten: SeedInterval


@dataclass(frozen=True)
class TokensTable:
    """Every way and k."""

    photos: int
    seeds: int
    rows: tuple[TokensRow, ...]

    @property
    def chance(self) -> tuple[float, float]:
        """What guessing finds, in per cent: first, and among the first ten."""
        return 100 / self.photos, 1000 / self.photos


def tokens_table() -> TokensTable:
    """As the manifest keeps it; raises BrokenInstall where the weights are missing."""
    metrics = stored().metrics
    runs = metrics["seeds"]
    rows = [
        TokensRow(way, count, *(interval([run[way][str(count)][str(rank)] for run in runs]) for rank in RANKS))
        for way in WAYS
        for count in COUNTS
    ]
    return TokensTable(metrics["photos"], len(runs), tuple(rows))
