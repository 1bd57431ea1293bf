"""How large the shipped strategies read a photo, into how many places, and at which sizes they are measured.

Imports no torch.
"""

from __future__ import annotations

from models.fusion.streams import COARSEST
from models.weights import known

WEIGHTS = "fusion_lab"
PLACES, WORDS, USUAL_WORDS = (7, 14, 28), (8, 32, 128), 32  # that are measured: sides at stride 32, tokens


def photo_size() -> int:
    """Pixels a side that a photo is squashed to, as the weights' manifest says."""
    size: int = known(WEIGHTS).metrics["size"]
    return size


def places_side() -> int:
    """Places a side at stride 32."""
    return photo_size() // COARSEST


def measured_sizes() -> tuple[tuple[int, int], ...]:
    """(places, words): places grow at the usual number of words, words at the places that photos are read into."""
    usual = places_side()
    more = tuple((usual, words) for words in WORDS if words != USUAL_WORDS)
    return (*((places, USUAL_WORDS) for places in PLACES), *more)
