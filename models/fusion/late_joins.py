"""Late fusion by sum and by product: what a linear layer can read of two vectors that were added, or multiplied.

The vectors u (photo) and v (sentence) are those of late_dual, 256 numbers each, unit length. Of a sum, a linear layer
gives w . (u + v) = w . u + w . v: something about the photo plus something about the sentence, and nothing about both.
Which of two sentences it prefers is the same for every photo, so over swapped pairs it is right as often as wrong. Of
a product, w . (u * v) weighs where both agree; with all weights alike it is the cosine, late_dual's own score.

benchmarks/late_joins.py fits w by least squares and measures both. Numpy only.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

import numpy as np

from models.engine.exports.cache import SHIPPED
from models.fusion.streams import LAST
from models.fusion_results import FusionPhoto, FusionSentence
from models.results import FloatArray
from models.stored_arrays import read_arrays
from models.weights import FOLDER, entry

FILE, WEIGHTS, STRATEGY = "late_joins.json", "fusion_lab", "late_dual"
TOWERS = "late_dual.npz"
_ERF = np.vectorize(math.erf, otypes=[np.float64])


class Join(StrEnum):
    """How two vectors become one."""

    SUM = "sum"
    PRODUCT = "product"


@dataclass(frozen=True)
class Readout:
    """A linear layer over joined vectors, fitted on Flickr8k's dev split, and how it does on the test split."""

    join: Join
    weights: FloatArray  # (256,)
    bias: float
    accuracy: float  # true or swapped, per cent; threshold 0
    above: float  # true pair above the swapped one, per cent

    def score(self, photo: FloatArray, sentences: FloatArray) -> FloatArray:
        """(256,), (N, 256) -> (N,); above 0 is a match."""
        return np.asarray(joined(self.join, photo, sentences) @ self.weights + self.bias, np.float32)


@dataclass(frozen=True)
class LateJoins:
    """Both readouts, and the cosine that they are compared with."""

    readouts: tuple[Readout, ...]
    cosine_above: float  # per cent, of the same pairs
    pairs: int  # true ones of the test split; as many swapped ones
    digest: str  # of the weights that they were fitted on


def joined(join: Join, photo: FloatArray, sentences: FloatArray) -> FloatArray:
    """(..., 256), (..., 256) -> (..., 256)."""
    return photo + sentences if join is Join.SUM else photo * sentences


@cache
def read_late_joins() -> LateJoins:
    """As they were fitted and measured."""
    stored = json.loads((FOLDER / FILE).read_text(encoding="utf-8"))
    readouts = tuple(
        Readout(Join(name), np.array(row["weights"], np.float32), row["bias"], row["accuracy"], row["above"])
        for name, row in stored["readouts"].items()
    )
    return LateJoins(readouts, stored["cosine_above"], stored["pairs"], stored["digest"])


def photo_vector(photo: FusionPhoto) -> FloatArray:
    """late_dual's unit vector of a photo: (256,)."""
    return _unit(_tower("photo", photo.grid("head").mean((0, 1), dtype=np.float64)))


def sentence_vector(sentence: FusionSentence) -> FloatArray:
    """late_dual's unit vector of a sentence: (256,)."""
    return _unit(_tower("text", sentence.depth(LAST).mean(0, dtype=np.float64)))


def _unit(vector: np.ndarray) -> FloatArray:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12), np.float32)


def _tower(side: str, pooled: np.ndarray) -> np.ndarray:
    """Norm, linear, GELU, linear, as models/fusion/late_dual.py has it."""
    state = _state()
    part = {key.removeprefix(f"{side}."): value for key, value in state.items() if key.startswith(f"{side}.")}
    normal = (pooled - pooled.mean()) / np.sqrt(pooled.var() + 1e-5)
    hidden = part["0.1.weight"] @ (normal * part["0.0.weight"] + part["0.0.bias"]) + part["0.1.bias"]
    hidden = 0.5 * hidden * (1 + _ERF(hidden / math.sqrt(2)))
    return np.asarray(part["2.weight"] @ hidden + part["2.bias"])


@cache
def _state() -> dict[str, Any]:
    towers = SHIPPED / TOWERS
    if towers.exists():  # then the weights themselves need not be there
        with np.load(towers) as stored:
            return {name: each.astype(np.float64) for name, each in stored.items()}
    return {name: each.astype(np.float64) for name, each in read_towers().items()}


def read_towers() -> dict[str, Any]:
    """late_dual's own arrays, as they were trained; `SHIPPED` / `TOWERS` is a copy of them."""
    arrays, _ = read_arrays(entry(WEIGHTS).file)
    return {key.removeprefix(f"{STRATEGY}."): each for key, each in arrays.items() if key.startswith(f"{STRATEGY}.")}
