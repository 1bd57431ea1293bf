"""The trained gated layers on numpy: what stands between the parts of the language model when a photo is read.

models/captioner/gated/network.py is the reference.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.engine.lab.stages import softmax
from models.results import FloatArray
from models.stored_arrays import read_arrays

GATED = "flamingo"  # row of the manifest
EPSILON = np.float32(1e-5)


@dataclass(frozen=True)
class GatedLayer:
    """Words ask the photo's places; what is heard and a feed-forward layer pass a gate each."""

    heads: int
    ask_norm: FloatArray  # (W,)
    ask: FloatArray  # (I, W)
    key: FloatArray  # (I, S)
    value: FloatArray  # (I, S)
    out: FloatArray  # (W, I)
    ask_gate: float  # alpha; tanh of it is what passes
    feed_norm: FloatArray  # (W,)
    up: tuple[FloatArray, FloatArray]  # (H, W), (H,)
    down: tuple[FloatArray, FloatArray]  # (W, H), (W,)
    feed_gate: float

    @property
    def passes(self) -> tuple[float, float]:
        """What passes the gate of attention and that of the feed-forward layer: tanh, -1..1."""
        return float(np.tanh(self.ask_gate)), float(np.tanh(self.feed_gate))

    def __call__(self, stream: FloatArray, seen: FloatArray, shares: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Stream (B, T, W), places (B, P, S), shares (B,) of what the gates let pass -> stream, looks (B, H, T, P).

        x + share tanh(alpha) attend(norm(x), places), then x + share tanh(beta) down(relu(up(norm(x)))).
        """
        query, keys = self._heads(normed(stream, self.ask_norm) @ self.ask.T), self._heads(seen @ self.key.T)
        looks = softmax(query @ keys.swapaxes(2, 3) * np.float32(query.shape[-1] ** -0.5))
        heard = (looks @ self._heads(seen @ self.value.T)).swapaxes(1, 2).reshape(*stream.shape[:2], -1)
        attended, fed = (shares[:, None, None] * np.float32(each) for each in self.passes)
        stream = np.asarray(stream + attended * (heard @ self.out.T), np.float32)
        hidden = np.maximum(normed(stream, self.feed_norm) @ self.up[0].T + self.up[1], 0)
        return np.asarray(stream + fed * (hidden @ self.down[0].T + self.down[1]), np.float32), looks

    def _heads(self, values: FloatArray) -> FloatArray:
        """(B, N, I) -> (B, H, N, I / H)."""
        return values.reshape(*values.shape[:2], self.heads, -1).swapaxes(1, 2)


def normed(stream: FloatArray, weight: FloatArray) -> FloatArray:
    """Divided by its root mean square, times a weight a channel."""
    return np.asarray(stream / np.sqrt((stream * stream).mean(-1, keepdims=True) + EPSILON) * weight, np.float32)


@dataclass(frozen=True)
class GatedLayers:
    """One for each cut of the language model, and what narrows the photo's places for all of them."""

    mean: FloatArray  # (D,)
    deviation: FloatArray  # (D,)
    narrow: tuple[FloatArray, FloatArray]  # (S, D), (S,)
    layers: tuple[GatedLayer, ...]

    def seen(self, grid: FloatArray) -> FloatArray:
        """A grid of features (D, rows, cols) -> (rows x cols, S), row by row."""
        places = (grid.reshape(len(grid), -1).T - self.mean) / self.deviation
        return np.asarray(places @ self.narrow[0].T + self.narrow[1], np.float32)

    @property
    def passes(self) -> tuple[tuple[float, float], ...]:
        """Of each layer."""
        return tuple(layer.passes for layer in self.layers)


class Gates:
    """Stands between the parts of the language model for one reading; keeps where the first row looked.

    `seen` (B, P, S) of each row's photo, `shares` (B,) of what its gates let pass: 1 as learnt, 0 shut.
    """

    def __init__(self, layers: GatedLayers, seen: FloatArray, shares: tuple[float, ...]) -> None:
        self._layers, self._seen, self._shares = layers.layers, seen, np.asarray(shares, np.float32)
        self._looks: list[FloatArray] = []

    def __call__(self, cut: int, stream: FloatArray) -> FloatArray:
        """The stream before the cut's next block."""
        stream, looks = self._layers[cut](stream, self._seen, self._shares)
        self._looks.append(looks[0].mean(0))
        return stream

    def take_looks(self) -> FloatArray:
        """Of the last pass, the mean of all heads: (T, layers, P)."""
        looks, self._looks = np.stack(self._looks, 1), []
        return looks


def read_gated(path: Path, heads: int) -> GatedLayers:
    """From safetensors, widened to float32."""
    stored = {name: np.asarray(value, np.float32) for name, value in read_arrays(path)[0].items()}

    def layer(at: str) -> GatedLayer:
        def linear(name: str) -> tuple[FloatArray, FloatArray]:
            return stored[f"{at}.{name}.weight"], stored[f"{at}.{name}.bias"]

        return GatedLayer(
            heads=heads,
            ask_norm=stored[f"{at}.ask_norm"],
            ask=stored[f"{at}.ask.weight"],
            key=stored[f"{at}.key.weight"],
            value=stored[f"{at}.value.weight"],
            out=stored[f"{at}.out.weight"],
            ask_gate=stored[f"{at}.ask_gate"].item(),
            feed_norm=stored[f"{at}.feed_norm"],
            up=linear("up"),
            down=linear("down"),
            feed_gate=stored[f"{at}.feed_gate"].item(),
        )

    count = len({name.split(".")[1] for name in stored if name.startswith("layer.")})
    return GatedLayers(
        stored["mean"],
        stored["deviation"],
        (stored["narrow.weight"], stored["narrow.bias"]),
        tuple(layer(f"layer.{number}") for number in range(count)),
    )
