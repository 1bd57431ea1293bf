"""Visual words: what the cells of a photo say when a trained projector takes them among the words of captions.

A cell's 1,280 numbers become 384, in the space in which MiniLM keeps words *inside captions*, not its input table (as
LatentLens does for large models: Krojer et al. 2026, arXiv:2602.00462). A word stands there as the mean of its states
in many captions. A cell says the words that are nearest by cosine; one that is near to none says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.results import FloatArray
from models.stored_arrays import read_arrays

PROJECTOR = "visual_words"  # its row of the manifest
LAYERS = 2  # at most
SIZE = (448, 448)  # the photo as the projector learned it; 14 x 14 cells
RANKED = 5  # words that a cell is said to say
UNTRAINED_SEED = 11
NORM_EPS = 1e-5


@dataclass(frozen=True)
class Beside:
    """What stands around a word in captions: counts over all of them, never a caption."""

    photos: int  # of those that were learned from, with the word in a caption
    before: tuple[str, ...]  # content words most often right before it, the commonest first
    after: tuple[str, ...]


@dataclass(frozen=True)
class VisualWords:
    """Projector and words. Cells (P, D); layers are (weight (out, in), bias (out,)) with a ReLU between two."""

    words: tuple[str, ...]
    vectors: FloatArray  # (W, 384), unit length
    scale: tuple[FloatArray, FloatArray]  # mean and deviation of a cell's numbers, (D,) each
    layers: tuple[tuple[FloatArray, FloatArray], ...]
    threshold: float  # cosine of its nearest word from which a cell is said to say anything
    beside: tuple[Beside, ...]  # of each word

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Word -> its place in `words`."""
        return {word: index for index, word in enumerate(self.words)}

    def project(self, cells: FloatArray) -> FloatArray:
        """(P, D) -> (P, 384) of unit length."""
        mean, deviation = self.scale
        hidden = (cells - mean) / deviation
        for index, (weight, bias) in enumerate(self.layers):
            hidden = np.maximum(hidden, 0) if index else hidden
            hidden = hidden @ weight.T + bias
        return np.asarray(hidden / np.maximum(np.linalg.norm(hidden, axis=1, keepdims=True), NORM_EPS), np.float32)

    def nearness(self, cells: FloatArray) -> FloatArray:
        """Cosine of every cell with every word: (P, D) -> (P, W)."""
        return np.asarray(self.project(cells) @ self.vectors.T, np.float32)

    def untrained(self) -> VisualWords:
        """The same words behind a projector of the same form whose weights are drawn from a seed."""
        random = np.random.default_rng(UNTRAINED_SEED)
        drawn = tuple(
            (random.normal(0, weight.shape[1] ** -0.5, weight.shape).astype(np.float32), np.zeros_like(bias))
            for weight, bias in self.layers
        )
        return replace(self, layers=drawn)


def ranked(nearness: FloatArray, count: int = RANKED) -> NDArray[np.intp]:
    """The nearest words of every cell, nearest first: (P, W) -> (P, count)."""
    return np.argsort(-nearness, axis=1, kind="stable")[:, :count]


def speaks(nearness: FloatArray, threshold: float) -> NDArray[np.bool_]:
    """Which cells are near enough to any word: (P, W) -> (P,)."""
    return np.asarray(nearness.max(1) >= threshold)


def says(nearness: FloatArray, threshold: float, word: int) -> NDArray[np.bool_]:
    """Which cells have a word among their RANKED nearest, and are near enough to any: (P, W) -> (P,)."""
    return np.asarray((ranked(nearness) == word).any(1) & speaks(nearness, threshold))


def read_visual_words(path: Path, threshold: float) -> VisualWords:
    """From a file that models/training/visual_words.py or ship_visual_words.py wrote."""
    stored, texts = read_arrays(path)
    arrays = {name: np.asarray(values, np.float32) for name, values in stored.items()}
    words, before, after = (texts[name].split("\n") for name in ("words", "before", "after"))
    around = zip(stored["photos"], before, after, strict=True)
    return VisualWords(
        words=tuple(words),
        vectors=arrays["vectors"],
        scale=(arrays["mean"], arrays["deviation"]),
        layers=tuple((arrays[f"weight{i}"], arrays[f"bias{i}"]) for i in range(LAYERS) if f"weight{i}" in arrays),
        threshold=threshold,
        beside=tuple(Beside(int(photos), tuple(one.split()), tuple(other.split())) for photos, one, other in around),
    )
