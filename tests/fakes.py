"""A fake of each seam, shipped for every test: small, fast, deterministic, no weights."""

from __future__ import annotations

import threading
import time

import numpy as np

from models.errors import InvalidSentence
from models.results import (
    FloatArray,
    PhotoFeatures,
    Pixels,
    SentenceAttention,
    Word,
    WordAttention,
    WordKind,
)
from models.text.words import split_words

HEADS, GRID, WIDTH = 2, (14, 14), 4
THRESHOLD = 0.5
ABSENT = frozenset({"dog", "unicorn", "banana"})  # words that this fake finds in no photo
READS = 40  # words; the rest of a longer sentence is cut off


class FakeAttender:
    """Every word has one bright spot, at the brightest places of the photo in turn; no model, no weights."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.looked = 0
        self.read_count = 0
        self._lock = threading.Lock()

    def look(self, pixels: Pixels) -> PhotoFeatures:
        """Cell brightness, dressed up as keys and values."""
        with self._lock:
            self.looked += 1
        time.sleep(self.seconds)
        brightness = np.tile(_cell_brightness(pixels).reshape(1, -1, 1), (HEADS, 1, WIDTH))
        return PhotoFeatures(
            pixels.shape[1],
            pixels.shape[0],
            GRID,
            brightness,
            brightness,
            np.zeros((80, brightness.shape[1]), np.float32),
        )

    def read(self, features: PhotoFeatures, sentence: str) -> SentenceAttention:
        """Word number n looks at the n-th brightest cell, in every head."""
        with self._lock:
            self.read_count += 1
        time.sleep(self.seconds)
        words = split_words(sentence)
        if not words:
            raise InvalidSentence("No word.", code="no_words", argument="sentence", hint="Write a word.")
        order = np.argsort(-features.keys[0, :, 0], kind="stable")
        seen = tuple(_looking(word, int(order[index * 7 % len(order)])) for index, word in enumerate(words[:READS]))
        cut_at = words[READS].start if len(words) > READS else None
        votes = [word.score for word in seen if word.word.votes]
        match = float(np.mean(votes)) if votes else None
        return SentenceAttention(
            features.width, features.height, sentence, match, features.grid, seen, cut_at, THRESHOLD
        )


def _cell_brightness(pixels: Pixels) -> FloatArray:
    rows = np.array_split(pixels.mean(axis=2), GRID[0], axis=0)
    cells = [
        [float(cell.mean()) if cell.size else 0.0 for cell in np.array_split(row, GRID[1], axis=1)] for row in rows
    ]
    return np.asarray(cells, np.float32)


def _looking(word: Word, cell: int) -> WordAttention:
    """A round spot of attention around one cell."""
    rows, cols = np.indices(GRID)
    row, col = divmod(cell, GRID[1])
    spot = np.exp(-((rows - row) ** 2 + (cols - col) ** 2) / 3.0)
    attention = np.tile((spot / spot.sum()).astype(np.float32), (HEADS, 1, 1))
    score = _score(word)
    return WordAttention(word, score, score >= THRESHOLD, attention, attention[0] * np.float32(score))


def _score(word: Word) -> float:
    if word.kind is not WordKind.CONTENT:
        return 0.05
    return 0.1 if word.text.lower() in ABSENT else 0.6 + 0.035 * (len(word.text) % 10)
