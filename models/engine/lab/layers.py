"""The stored layers of a backbone, one at a time: see folded_norms.py, which wrote them. Imports no torch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.engine.lab import files as lab_files
from models.results import FloatArray


@dataclass(frozen=True)
class StoredNorm:
    """Batch norm: (x - mean) / sqrt(variance + eps) x gamma + beta, per channel."""

    mean: FloatArray  # (K,)
    variance: FloatArray
    gamma: FloatArray
    beta: FloatArray
    eps: float

    @property
    def scale(self) -> FloatArray:
        """What the norm multiplies with: (K,)."""
        return np.asarray(self.gamma / np.sqrt(self.variance + self.eps), np.float32)


@dataclass(frozen=True)
class StoredLayer:
    """A convolution as it runs, its norm folded in."""

    weight: FloatArray  # (K, channels / groups, k, k)
    bias: FloatArray  # (K,)
    norm: StoredNorm | None
    own_bias: FloatArray  # (K,), of the convolution itself


class StoredLayers:
    """Layers of one backbone, by the value that they make."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def layer(self, name: str) -> StoredLayer | None:
        """The convolution that makes the value `name`; None where it is no convolution with weights of its own."""
        with np.load(self._folder / lab_files.LAYERS) as stored:
            if f"{name}|bias" not in stored:
                return None
            bias = stored[f"{name}|bias"]
            if f"{name}|weight" in stored:
                weight = stored[f"{name}|weight"]
            else:
                offset, *shape = stored[f"{name}|place"].tolist()
                weight = self._weights(offset, tuple(shape))
            if f"{name}|norm" not in stored:
                return StoredLayer(weight, bias, None, bias)
            mean, variance, gamma, beta = stored[f"{name}|norm"]
            norm = StoredNorm(mean, variance, gamma, beta, float(stored[f"{name}|eps"]))
            return StoredLayer(weight, bias, norm, stored[f"{name}|own"])

    def _weights(self, offset: int, shape: tuple[int, ...]) -> FloatArray:
        """Read as they are needed, not all at once."""
        path = self._folder / lab_files.TRAINED / lab_files.WEIGHTS
        return np.memmap(path, np.float32, "r", offset, shape)
