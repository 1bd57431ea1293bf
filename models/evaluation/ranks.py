"""Where the right one of many comes when they are ordered by score."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.results import FloatArray


def ranks_of(scores: FloatArray, right: NDArray[np.int64]) -> NDArray[np.float64]:
    """Scores (Q, N) of N candidates for Q queries, and each query's right one (Q,) -> how many come before it, (Q,).

    Ties count against it by half of them.
    """
    own = scores[np.arange(len(scores)), right][:, None]
    return np.asarray((scores > own).sum(1) + 0.5 * ((scores == own).sum(1) - 1), np.float64)
