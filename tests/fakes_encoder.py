"""A fake of the encoder: a cell is its mean colour, put into eight numbers by fixed weights; no model, no weights."""

from __future__ import annotations

import numpy as np

from models.encoder.resampler import untrained
from models.encoder.sizes import grid_of
from models.encoder.visual_words import Beside, VisualWords
from models.encoder_results import EncodedPhoto, FoundThing
from models.fusion.regions.photo import CLASSES as KINDS
from models.fusion.regions.photo import WHOLE, PhotoRegions
from models.lab_results.maps import Box
from models.preprocessing import resized
from models.results import FloatArray, Pixels

WIDTH, CLASSES, CAT = 8, 4, 15
NOUNS = ("cat", "dog", "grass", "sky", "water", "sand", "shirt")
CHELSEA = (300, 451)  # rows and columns of the photo in which this fake finds a cat


def tiny_visual_words(width: int = WIDTH, words: tuple[str, ...] = NOUNS, threshold: float = 0.1) -> VisualWords:
    """A projector of random weights between words of random vectors."""
    random = np.random.default_rng(9)
    vectors = random.normal(0, 1, (len(words), 384)).astype(np.float32)
    weight = random.normal(0, 1, (384, width)).astype(np.float32)
    return VisualWords(
        words=words,
        vectors=vectors / np.linalg.norm(vectors, axis=1, keepdims=True),
        scale=(np.zeros(width, np.float32), np.ones(width, np.float32)),
        layers=((weight, np.zeros(384, np.float32)),),
        threshold=threshold,
        beside=tuple(Beside(10 + index, ("small",), ("there", "here")) for index in range(len(words))),
    )


class FakeEncoder:
    """Real arithmetic on means of colours, so that all identities hold."""

    def __init__(self) -> None:
        random = np.random.default_rng(5)
        self._mix = random.normal(0, 1, (WIDTH, 3)).astype(np.float32)
        weight, bias = random.normal(0, 1, (CLASSES, WIDTH)), random.normal(0, 1, CLASSES)
        self.classifier: tuple[FloatArray, FloatArray] = (weight.astype(np.float32), bias.astype(np.float32))
        self.visual_words = tiny_visual_words()
        self.resampler = untrained(WIDTH)
        self.encoded = 0

    def encode(self, pixels: Pixels, size: tuple[int, int]) -> EncodedPhoto:
        self.encoded += 1
        rows, cols = grid_of(size)
        cells = resized(pixels, size).reshape(rows, 32, cols, 32, 3).mean((1, 3)).astype(np.float32) / 255
        grid = np.ascontiguousarray(np.einsum("dc,rkc->drk", self._mix, cells))
        pooled = grid.mean((1, 2))
        weight, bias = self.classifier
        return EncodedPhoto(size, grid, pooled, weight @ pooled + bias)

    def detect(self, pixels: Pixels) -> tuple[FoundThing, ...]:
        if pixels.shape[:2] != CHELSEA:
            return ()
        return (FoundThing(CAT, 0.9, (0.1, 0.2, 0.8, 0.9)), FoundThing(0, 0.5, (0.0, 0.0, 0.25, 0.5)))

    def regions(self, pixels: Pixels) -> PhotoRegions:
        """What `detect` finds; in any other photo the frame of what is nearly white, where there is such."""
        boxes = [thing.box for thing in self.detect(pixels)] or bright_frames(pixels)
        scores = np.zeros((1 + len(boxes), KINDS), np.float32)
        scores[1:, CAT] = 0.9
        return PhotoRegions((WHOLE, *boxes), np.ones((1 + len(boxes), WIDTH), np.float32), scores)


def bright_frames(pixels: Pixels) -> list[Box]:
    """The frame of all nearly white pixels, as fractions of the photo."""
    rows, cols = np.nonzero(pixels.min(2) > 240)
    if not len(rows):
        return []
    height, width = pixels.shape[:2]
    return [(cols.min() / width, rows.min() / height, (cols.max() + 1) / width, (rows.max() + 1) / height)]


class FakeEncoderSource:
    """Where it comes from."""

    def __init__(self, ready: bool = True) -> None:
        self.ready, self.models = ready, FakeEncoder()

    def prepared(self) -> bool:
        return self.ready

    def load(self) -> FakeEncoder:
        return self.models
