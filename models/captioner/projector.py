"""The trained projector: a photo's places into vectors that the language model reads as if they were words'."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.encoder.ribbon import pooled_tokens
from models.results import FloatArray
from models.stored_arrays import read_arrays

CAPTIONER = "captioner"  # row of the manifest


@dataclass(frozen=True)
class Projector:
    """scale x (linear(x) + down(relu(up(x)))) of a standardised place (D,) -> (W,)."""

    mean: FloatArray  # (D,)
    deviation: FloatArray  # (D,)
    scale: float  # length of a word's numbers
    linear: tuple[FloatArray, FloatArray]  # (W, D), (W,)
    up: tuple[FloatArray, FloatArray]  # (H, D), (H,)
    down: tuple[FloatArray, FloatArray]  # (W, H), (W,)
    nothing: FloatArray  # (P, W): read where there is no photo: what training photos become on average

    @property
    def count(self) -> int:
        """Numbers that were trained."""
        return sum(int(each.size) for each in (*self.linear, *self.up, *self.down, self.nothing))

    @property
    def places(self) -> int:
        """Vectors a photo."""
        return len(self.nothing)

    def __call__(self, places: FloatArray) -> FloatArray:
        """(P, D) -> (P, W)."""
        cells = (places - self.mean) / self.deviation
        hidden = np.maximum(cells @ self.up[0].T + self.up[1], 0)
        out = cells @ self.linear[0].T + self.linear[1] + hidden @ self.down[0].T + self.down[1]
        return np.asarray(self.scale * out, np.float32)

    def photo(self, grid: FloatArray) -> FloatArray:
        """A grid of features (D, rows, cols) of any size -> (P, W)."""
        return self(pooled_tokens(grid, self.places))

    def without(self) -> FloatArray:
        """(P, W)."""
        return np.asarray(self.scale * self.nothing, np.float32)


def read_projector(path: Path) -> Projector:
    """From safetensors, widened to float32."""
    stored = {name: np.asarray(value, np.float32) for name, value in read_arrays(path)[0].items()}
    linear, up, down = ((stored[f"{name}.weight"], stored[f"{name}.bias"]) for name in ("linear", "up", "down"))
    scale = stored["scale"].item()
    return Projector(stored["mean"], stored["deviation"], scale, linear, up, down, stored["nothing"])
