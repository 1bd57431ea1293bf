"""Which English word a Chinese one stands for, from sentences that say the same.

IBM model 1 (Brown et al. 1993): every English word of a pair is made by one Chinese word of it, or by none;
expectation maximisation finds how likely each makes each. Pure Python.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

NOBODY = ""  # makes English words that no Chinese word stands for
ROUNDS = 5


@dataclass(frozen=True)
class Pair:
    """Content words of two texts that say the same; `weight` is how far it counts."""

    chinese: tuple[str, ...]
    english: tuple[str, ...]
    weight: float = 1.0


def align(pairs: Sequence[Pair], rounds: int = ROUNDS) -> dict[str, dict[str, float]]:
    """Chinese word -> English word -> probability; each row sums to 1."""
    likely: dict[str, dict[str, float]] | None = None
    for _ in range(rounds):
        counts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for pair in pairs:
            sources = (NOBODY, *pair.chinese)
            for english in pair.english:
                shares = [likely[source].get(english, 0.0) if likely else 1.0 for source in sources]
                total = sum(shares)
                for source, share in zip(sources, shares, strict=True):
                    if share > 1e-3 * total:
                        counts[source][english] += pair.weight * share / total
        likely = {source: _normal(made) for source, made in counts.items()}
    return likely or {}


def _normal(made: dict[str, float]) -> dict[str, float]:
    total = sum(made.values())
    return {english: count / total for english, count in made.items() if count > 1e-3 * total}
