"""Photos and a sentence as the one sequence of tokens that a multimodal model receives, and what is done on the way.

Nothing here is trained; the resampler is (models/encoder/resampler.py). The gate is Flamingo's (Alayrac et al. 2022,
arXiv:2204.14198) before cross-attention of random weights: it shows the mechanism and what must hold of it.
"""

from __future__ import annotations

import numpy as np

from models.encoder.forms import box_shares, region_features
from models.engine.lab.stages import softmax
from models.results import FloatArray

COUNTS = (1, 4, 16, 49)  # tokens a photo: 1, 2, 4 or 7 a side
INNER = 64  # of the attention behind the gate
_SEED = 8


def pooled_tokens(grid: FloatArray, count: int) -> FloatArray:
    """The mean of each of count equal rectangles, row by row: (D, rows, cols) of any size -> (count, D)."""
    return region_features(grid, box_shares(rectangles(count), *grid.shape[1:]))


def rectangles(count: int) -> tuple[tuple[float, float, float, float], ...]:
    """`count`, a square number, of equal rectangles that tile the photo, row by row."""
    side = round(count**0.5)
    step = 1 / side
    return tuple(
        (col * step, row * step, (col + 1) * step, (row + 1) * step) for row in range(side) for col in range(side)
    )


def gated(text: FloatArray, tokens: FloatArray, gate: float) -> FloatArray:
    """Text (T, W) that has looked at the photos' tokens (N, D): text + tanh(gate) x attention, (T, W).

    At 0 the photos change nothing, which is where Flamingo starts.
    """
    random = np.random.default_rng(_SEED)
    width = text.shape[1]
    ask = random.normal(0, width**-0.5, (width, INNER)).astype(np.float32)
    key = random.normal(0, tokens.shape[1] ** -0.5, (tokens.shape[1], INNER)).astype(np.float32)
    value = random.normal(0, tokens.shape[1] ** -0.5, (tokens.shape[1], width)).astype(np.float32)
    attention = softmax((text @ ask) @ (tokens @ key).T / np.sqrt(np.float32(INNER)))
    return np.asarray(text + np.float32(np.tanh(gate)) * (attention @ (tokens @ value)), np.float32)
