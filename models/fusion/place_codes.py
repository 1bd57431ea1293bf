"""What tells a strategy where a place was before the grid was flattened into a sequence. Numpy only.

Attention has no notion of place: shuffle a sequence and it gives the same answers, shuffled. All that is left of the
neighbourhood after flattening is a code that is added to each place. Take the codes away, or give each place another
one's, and what a strategy then loses is what it knew of where things are.
"""

from __future__ import annotations

import math
from enum import StrEnum

import numpy as np

from models.fusion.streams import WIDTH
from models.results import FloatArray

SEED = 0  # of the shuffled order


class PlaceOrder(StrEnum):
    """What codes a strategy gets."""

    TRAINED = "trained"
    SHUFFLED = "shuffled"  # every place has the code of another one
    NONE = "none"  # zeros: a bag of places


def codes_name(stage: str) -> str:
    """What the codes of a stage's places are called among a strategy's inputs."""
    return f"{stage}_codes"


def position_codes(rows: int, cols: int, width: int = WIDTH) -> FloatArray:
    """2-D sinusoidal codes (rows, cols, width) of cell centres as fractions of the photo, so that they fit any grid.

    The first half of the channels codes the row, the second the column; wavelengths from two photos down to a
    sixteenth of one (after Vaswani et al. 2017).
    """
    quarter = width // 4
    frequencies = math.pi * 2.0 ** np.linspace(0, 5, quarter)

    def axis(cells: int) -> np.ndarray:
        angles = ((np.arange(cells) + 0.5) / cells)[:, None] * frequencies
        return np.concatenate([np.sin(angles), np.cos(angles)], axis=-1)

    down, across = axis(rows)[:, None], axis(cols)[None]
    both = [np.broadcast_to(each, (rows, cols, 2 * quarter)) for each in (down, across)]
    return np.concatenate(both, axis=-1).astype(np.float32)


def ordered_codes(rows: int, cols: int, order: PlaceOrder = PlaceOrder.TRAINED, seed: int = SEED) -> FloatArray:
    """Codes (rows, cols, width) as trained, with the places' codes exchanged at random, or all zero."""
    codes = position_codes(rows, cols)
    if order is PlaceOrder.NONE:
        return np.zeros_like(codes)
    if order is PlaceOrder.SHUFFLED:
        mixed = np.random.default_rng(seed).permutation(rows * cols)
        return np.ascontiguousarray(codes.reshape(rows * cols, -1)[mixed].reshape(codes.shape))
    return codes
