"""A fake of the language model: each token is the mean of what it may look at, mixed by fixed weights; 0.3 MB."""

from __future__ import annotations

import threading

import numpy as np
from tokenizers import pre_tokenizers

from models.captioner.cuts import CUTS
from models.captioner.gated.layers import GatedLayer, GatedLayers
from models.captioner.projector import Projector
from models.captioner.reader import Between
from models.captioner.tokens import make_tokenizer
from models.results import FloatArray

WORDS = (" a", " dog", " cat", " runs", " sits", " on", " grass", " sofa", "Photo", "Ca", "ption")
VECTORS, PLACES = 12, 4


def tiny_vocabulary() -> tuple[list[str], list[str]]:
    """Three signs (the third ends a caption), every byte, and the steps that make WORDS of them."""
    tokens, merges = ["<0>", "<1>", "<end>", *sorted(pre_tokenizers.ByteLevel.alphabet())], list[str]()
    for word in (each.replace(" ", "Ġ") for each in WORDS):
        for end in range(1, len(word)):
            merge = f"{word[:end]} {word[end]}"
            if merge not in merges:
                merges.append(merge)
                tokens.append(word[: end + 1])
    return tokens, merges


def tiny_projector(width: int, places: int = PLACES, vectors: int = VECTORS, hidden: int = 6) -> Projector:
    """Random weights."""
    random = np.random.default_rng(3)

    def layer(out: int, inputs: int) -> tuple[FloatArray, FloatArray]:
        return random.normal(0, 1, (out, inputs)).astype(np.float32), random.normal(0, 1, out).astype(np.float32)

    return Projector(
        np.zeros(width, np.float32),
        np.ones(width, np.float32),
        0.5,
        layer(vectors, width),
        layer(hidden, width),
        layer(vectors, hidden),
        random.normal(0, 1, (places, vectors)).astype(np.float32),
    )


def tiny_gated(width: int, vectors: int = VECTORS, seen: int = 6, inner: int = 4, hidden: int = 3) -> GatedLayers:
    """Random weights, gates half open."""
    random = np.random.default_rng(5)

    def normal(*shape: int) -> FloatArray:
        return random.normal(0, 1, shape).astype(np.float32)

    def layer() -> GatedLayer:
        ones = np.ones(vectors, np.float32)
        return GatedLayer(
            heads=2,
            ask_norm=ones,
            ask=normal(inner, vectors),
            key=normal(inner, seen),
            value=normal(inner, seen),
            out=normal(vectors, inner),
            ask_gate=0.5,
            feed_norm=ones,
            up=(normal(hidden, vectors), normal(hidden)),
            down=(normal(vectors, hidden), normal(vectors)),
            feed_gate=-0.3,
        )

    zeros, ones = np.zeros(width, np.float32), np.ones(width, np.float32)
    return GatedLayers(zeros, ones, (normal(seen, width), normal(seen)), tuple(layer() for _ in CUTS))


class TinyLanguage:
    """Keeps what it has read as its past."""

    def __init__(self) -> None:
        tokens, merges = tiny_vocabulary()
        random = np.random.default_rng(11)
        self.tokenizer = make_tokenizer(tokens, merges)
        self.table: FloatArray = random.normal(0, 1, (len(tokens), VECTORS)).astype(np.float32)
        self._mix = random.normal(0, 0.5, (2 * VECTORS, VECTORS)).astype(np.float32)
        self.passes = 0

    def read(
        self,
        vectors: FloatArray,
        places: np.ndarray,
        bias: FloatArray,
        past: FloatArray,
        between: Between | None = None,
    ) -> tuple[FloatArray, FloatArray]:
        self.passes += 1
        at = vectors + np.sin(places[..., None] * (1 + np.arange(VECTORS, dtype=np.float32)))
        if between is not None:
            for cut in range(len(CUTS)):
                at = between(cut, at)
        kept = np.concatenate([past, np.stack([at, at])[None, :, :, None]], 4)
        seen = np.exp(bias[:, 0])
        heard = (seen / seen.sum(-1, keepdims=True)) @ kept[0, 1, :, 0]
        states = np.tanh(np.concatenate([at, heard], -1) @ self._mix)
        return states.astype(np.float32), kept.astype(np.float32)

    def no_past(self, rows: int) -> FloatArray:
        return np.zeros((1, 2, rows, 1, 0, VECTORS), np.float32)


class FakeLanguage:
    """Where it comes from; `hold` keeps it from writing until it is let go."""

    def __init__(self, width: int, installed: bool = True) -> None:
        self._width, self._installed = width, installed
        self.model, self.loaded = TinyLanguage(), 0
        self.go_on = threading.Event()
        self.go_on.set()

    def installed(self) -> bool:
        return self._installed

    def projector(self) -> Projector:
        return tiny_projector(self._width, places=16)

    def gated(self) -> GatedLayers:
        return tiny_gated(self._width)

    def load(self) -> TinyLanguage:
        self.loaded += 1
        self.go_on.wait(20)
        return self.model
