"""What the models hand out: frozen dataclasses of numpy arrays. Nothing here imports torch.

Coordinates: maps are row-major over the whole photo in its upright frame. Cell (row, col) of an R x C map
covers [col/C, (col+1)/C] x [row/R, (row+1)/R] of the photo, whatever its aspect.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
Pixels = NDArray[np.uint8]  # (height, width, 3), RGB, upright


class WordKind(StrEnum):
    """What a word can be asked of a photo."""

    CONTENT = "content"  # names a thing, a quality or an action: scored
    FUNCTION = "function"  # names no thing ("the", "with", "on"): never found
    NUMBER = "number"  # how many ("two", "3", "several"): the model does not count
    NEGATION = "negation"  # takes back what follows ("no", "not", "without"): the model does not read it
    UNKNOWN = "unknown"  # nobody here knows what it says (another script, emoji, a name)


@dataclass(frozen=True)
class Word:
    """A word of the person's sentence: sentence[start:end] == text."""

    text: str
    start: int
    end: int
    kind: WordKind
    negated: bool = False  # a negation before it takes it back ("no dog"): it has no vote in the match
    read_as: str = ""  # the English that the text model reads in its place, of a Chinese word; else empty

    @property
    def votes(self) -> bool:
        """Whether the sentence's match counts it."""
        return self.kind is WordKind.CONTENT and not self.negated


@dataclass(frozen=True)
class WordAttention:
    """Where one word looks, and how surely it is there."""

    word: Word
    score: float  # 0..1, calibrated: the probability that what the word names is in the photo
    found: bool  # score at or above the shipped threshold, and the word is a content word
    attention: FloatArray  # (heads, rows, cols); every head sums to 1
    evidence: FloatArray  # (rows, cols); attention x agreement, geometric mean over heads, >= 0


@dataclass(frozen=True)
class SentenceAttention:
    """One photo and one sentence: a match score and every word's maps."""

    width: int  # pixels of the upright photo
    height: int
    sentence: str
    match: float | None  # 0..1, over the words that vote; None where none does
    grid: tuple[int, int]  # rows, cols
    words: tuple[WordAttention, ...]
    cut_at: int | None  # character offset from which the text model read nothing; None when it read all
    threshold: float  # of `found`


@dataclass(frozen=True)
class PhotoFeatures:
    """What the CNN stream keeps of a photo, enough to read any number of sentences against it."""

    width: int
    height: int
    grid: tuple[int, int]
    keys: FloatArray  # (heads, places, head width), unit length
    values: FloatArray  # (heads, places, head width), unit length
    classes: FloatArray  # (80, places), the detector's scores 0..1 of COCO's classes
