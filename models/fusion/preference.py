"""Which of two sentences a strategy prefers for one photo, told by the difference of its logits.

A difference of probabilities cannot tell: 10 points can never be lost at 1 %, and hide at 98 %. Logits are on one scale
everywhere: a difference of d multiplies the odds of a match by exp(d).
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from models.results import FloatArray

# Of calibrated logits. Nine of ten rewordings that mean the same (a full stop, "the" for "a", "a photo of") move them
# less: 90 % of 162 differences over nine strategies and six photos, python -m benchmarks.fusion_swaps.
NO_DIFFERENCE = 0.58


class Preference(StrEnum):
    """The three answers to a swap."""

    TRUE = "true_one"
    NEITHER = "no_difference"
    WRONG = "wrong_one"


def preference(true: float, wrong: float) -> Preference:
    """Of calibrated logits of the true sentence and the changed one."""
    difference = true - wrong
    if abs(difference) < NO_DIFFERENCE:
        return Preference.NEITHER
    return Preference.TRUE if difference > 0 else Preference.WRONG


def match_of(logits: FloatArray) -> FloatArray:
    """Calibrated logits -> matches 0..1, their sigmoid."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * logits)), np.float32)
