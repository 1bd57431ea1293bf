"""What must hold of a photo's features: the numbers that were found, held against rounding."""

from __future__ import annotations

from dataclasses import dataclass

TOLERANCE = 1e-5


@dataclass(frozen=True)
class Law:
    """What must hold: a locale key, and what was found."""

    name: str
    found: str
    holds: bool


def within_rounding(name: str, apart: float) -> Law:
    """Two things that must be equal, and the largest difference between them."""
    return Law(name, f"{apart:.1e}", apart <= TOLERANCE)
