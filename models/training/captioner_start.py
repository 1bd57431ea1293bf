"""Where the projector begins: a ridge regression from a place to the mean vector of its photo's caption words.

So the language model is shown, before anything is trained through it, the words that go with what a place looks like.
"""

from __future__ import annotations

import numpy as np
from tokenizers import Tokenizer

from models.captioner.tokens import ids_of
from models.results import FloatArray, WordKind
from models.text.words import split_words
from models.training.captioner_places import CaptionedPhotos


def caption_vectors(photos: CaptionedPhotos, rows: list[int], table: FloatArray, tokenizer: Tokenizer) -> FloatArray:
    """Mean vector of the content words of each photo's captions: (N, 576)."""
    known: dict[str, FloatArray] = {}
    found = []
    for row in rows:
        said = [
            word.text.lower()
            for caption in photos.captions[row]
            for word in split_words(caption)
            if word.kind is WordKind.CONTENT
        ]
        for word in set(said) - known.keys():
            known[word] = table[ids_of(tokenizer, f" {word}")].mean(0)
        found.append(np.mean([known[word] for word in said], 0) if said else table.mean(0))
    return np.asarray(found, np.float32)


def scale_of(photos: CaptionedPhotos, rows: list[int]) -> tuple[FloatArray, FloatArray]:
    """Mean and deviation of each channel over all places."""
    cells = photos.places[rows].astype(np.float32).reshape(-1, photos.places.shape[2])
    return cells.mean(0), cells.std(0) + np.float32(1e-2)


def regress(cells: FloatArray, vectors: FloatArray, ridge: float) -> tuple[FloatArray, FloatArray]:
    """Standardised places (N, P, D) and what their photos say (N, W) -> weight (W, D), bias (W,).

    minimises sum (W x + b - v)^2 + ridge |W|^2, all places of a photo with its one v, ridge a photo's share of them.
    """
    count, places, _ = cells.shape
    bias = vectors.mean(0)
    every, mean = cells.reshape(count * places, -1), cells.mean(1)
    square = every.T @ every / places + ridge * np.eye(every.shape[1], dtype=np.float32)
    weight = np.linalg.solve(square, mean.T @ (vectors - bias))
    return np.asarray(weight.T, np.float32), bias
