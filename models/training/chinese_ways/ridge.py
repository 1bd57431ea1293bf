"""Ridge regression with an intercept, in closed form.

W = (X'X + penalty * n * I)^-1 X'Y over centred rows: each side's mean is subtracted first, so that two clouds that lie
apart (two languages) are compared by their shapes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.results import FloatArray


@dataclass(frozen=True)
class Ridge:
    """A linear map between two spaces."""

    weight: FloatArray  # (inputs, outputs)
    centre: FloatArray  # (inputs,), subtracted before
    scale: FloatArray  # (inputs,), divided by before
    offset: FloatArray  # (outputs,), added after

    def __call__(self, rows: FloatArray) -> FloatArray:
        """(n, inputs) -> (n, outputs)."""
        return np.asarray((rows - self.centre) / self.scale @ self.weight + self.offset, np.float32)


def fit(rows: FloatArray, targets: FloatArray, penalty: float) -> Ridge:
    """Rows (n, inputs) to targets (n, outputs); `penalty` is a share of the inputs' variance, which is made 1."""
    centre, offset = rows.mean(0, dtype=np.float64), targets.mean(0, dtype=np.float64)
    scale = rows.std(0, dtype=np.float64) + 1e-9
    inputs, wanted = (rows - centre) / scale, targets - offset
    gram = inputs.T @ inputs / len(inputs) + penalty * np.eye(inputs.shape[1])
    weight = np.linalg.solve(gram, inputs.T @ wanted / len(inputs))
    return Ridge(*(each.astype(np.float32) for each in (weight, centre, scale, offset)))


def explained(found: FloatArray, targets: FloatArray) -> float:
    """Share of the targets' variance that was found (R squared over all outputs together)."""
    spread = targets - targets.mean(0)
    return float(1 - ((found - targets) ** 2).sum() / (spread**2).sum())


def fit_best(rows: FloatArray, targets: FloatArray, held: FloatArray, penalties: list[float]) -> tuple[Ridge, float]:
    """The penalty that explains most of the held rows; fitted on the others. `held` is a mask (n,)."""
    kept = ~held.astype(bool)
    tried = [(explained(fit(rows[kept], targets[kept], each)(rows[~kept]), targets[~kept]), each) for each in penalties]
    penalty = max(tried)[1]
    return fit(rows[kept], targets[kept], penalty), penalty
