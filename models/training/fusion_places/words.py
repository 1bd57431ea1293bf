"""Which words of a caption name something whose place is known: from boxes, or from the words' own model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from models.class_names import coco_names
from models.pointing import FractionBox, coverage
from models.results import FloatArray, WordKind
from models.text.tokens import TokenisedSentence
from models.training.class_words import meant_by
from models.training.vocabulary import LABEL_NAMES, singular


@dataclass(frozen=True)
class PlacedWord:
    """A word of a caption, and where what it names is."""

    tokens: tuple[int, ...]  # its pieces' places in the sentence
    labels: tuple[str, ...]
    boxes: tuple[FractionBox, ...]
    evidence: NDArray[np.uint8] | None = None  # (R, R), its brightest cell 255; for a word without boxes

    def inside(self, side: int, mirrored: bool = False) -> FloatArray:
        """How much each cell of a square grid belongs to the thing, 0..1: (side, side)."""
        if self.evidence is None:
            shares = coverage(self.boxes, (side, side))
        else:
            # Squared, so that looking at the brightest cell costs least.
            shares = resampled(np.asarray(self.evidence / 255, np.float32), side) ** 2
        return np.ascontiguousarray(shares[:, ::-1]) if mirrored else shares


def resampled(values: FloatArray, side: int) -> FloatArray:
    """(R, R) to (side, side), one of which is a whole multiple of the other: means, or repeated cells."""
    now = len(values)
    if side >= now:
        return np.kron(values, np.ones((side // now, side // now), np.float32))
    return values.reshape(side, now // side, side, now // side).mean((1, 3))


@cache
def names_of_two() -> dict[tuple[str, str], str]:
    """First and second word (in the singular) of a name -> its class."""
    return {
        (first, singular(second)): label
        for label in coco_names()
        for name in (label, *LABEL_NAMES.get(label, ()))
        for first, _, second in [name.partition(" ")]
        if second and " " not in second
    }


@cache
def labels_of(word: str) -> frozenset[str]:
    """Classes that a single word means."""
    names = coco_names()
    return frozenset(names[number] for number in meant_by(word))


def placed_words(read: TokenisedSentence, objects: Sequence[tuple[str, FractionBox]]) -> tuple[PlacedWord, ...]:
    """Words that mean a class of which the photo has boxes, with all boxes of what they mean."""
    texts = [word.text.lower() for word in read.words]
    meant = [
        labels_of(text) if word.kind is WordKind.CONTENT else frozenset[str]()
        for text, word in zip(texts, read.words, strict=True)
    ]
    for place, (first, second) in enumerate(pairwise(texts)):
        label = names_of_two().get((first, singular(second)))
        if label is not None:
            meant[place] = meant[place + 1] = frozenset({label})
    found = []
    for labels, pooling in zip(meant, read.pooling, strict=True):
        boxes = tuple(box for label, box in objects if label in labels)
        if boxes:
            named = tuple(sorted(labels & {label for label, _ in objects}))
            found.append(PlacedWord(tuple(int(i) for i in np.flatnonzero(pooling)), named, boxes))
    return tuple(found)
