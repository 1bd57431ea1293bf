"""What a sibling hands out: frozen dataclasses of numpy arrays. Nothing here imports torch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.results import FloatArray


@dataclass(frozen=True)
class SiblingReading:
    """One sibling on one photo and one sentence; W words, R regions, the whole photo first."""

    name: str
    looks: FloatArray  # (W, R) of each word's attention to what it can see; with `tags` each row sums to 1
    tags: FloatArray | None  # (W, R) of it that goes to the regions' names; the whole photo has none: 0
    asks: FloatArray  # (R, W) of each region's attention to the words; rows sum to 1
    logit: float = 0.0  # calibrated: its sigmoid is the match
    match: float = 0.5  # 0..1, calibrated on Flickr8k's dev split; 0.5 is the threshold
    milliseconds: float = 0.0  # of the fusion alone, streams not counted

    @property
    def regions(self) -> FloatArray:
        """(W, R): what a region gets, with its name where names are words; rows sum to 1."""
        return self.looks if self.tags is None else np.asarray(self.looks + self.tags, np.float32)


def heaviest(weights: FloatArray) -> int:
    """The region that a word (R,) points at: the heaviest box, or the whole photo where there is no box."""
    return 1 + int(weights[1:].argmax()) if len(weights) > 1 else 0
