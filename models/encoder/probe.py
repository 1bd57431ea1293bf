"""A linear probe: what one linear layer can read from frozen features, in closed form: no settings to tune."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.results import FloatArray

RIDGE = 1e-2


def probe_accuracy(
    features: FloatArray, labels: NDArray[np.int64], others: FloatArray, truth: NDArray[np.int64]
) -> float:
    """Share of `others` (M, D) named rightly by ridge regression on `features` (N, D) with one-hot labels."""
    mean, spread = features.mean(0), features.std(0) + 1e-6
    known, asked = _with_one((features - mean) / spread), _with_one((others - mean) / spread)
    targets = np.eye(int(labels.max()) + 1)[labels]
    inside = known.T @ known + RIDGE * len(known) * np.eye(known.shape[1])
    weights = np.linalg.solve(inside, known.T @ targets)
    return float(((asked @ weights).argmax(1) == truth).mean())


def _with_one(features: FloatArray) -> NDArray[np.float64]:
    return np.column_stack([features.astype(np.float64), np.ones(len(features))])
