"""The main job as two calls: look at a photo once, then read any sentence against it."""

from __future__ import annotations

from typing import Protocol

from models.results import PhotoFeatures, Pixels, SentenceAttention

# The words learned from photos of at most so many pixels along the longer side. Sharper ones would be of a kind that
# they never saw, and what they make of a photo would change with its size.
SHARPEST = 320


class Attender(Protocol):
    """A CNN stream, a text stream and their cross-attention, ready to run. Safe to call from several threads."""

    def look(self, pixels: Pixels) -> PhotoFeatures:
        """The CNN stream: upright RGB pixels (H, W, 3) -> what sentences are read against."""

    def read(self, features: PhotoFeatures, sentence: str) -> SentenceAttention:
        """Text stream and fusion; raises InvalidSentence for a sentence without a word."""
