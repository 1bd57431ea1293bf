"""What the gated language model reads or writes: frozen, numpy and plain numbers."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from models.captioner.results import Caption
from models.results import FloatArray


@dataclass(frozen=True)
class GatedReading:
    """Tokens with their probability as the gates stand and with the gates shut, and where each was looked for.

    A token's probability is made at the token before it, which is where its look is taken: (tokens, layers, P), the
    mean of all heads, each sums to 1 over the places. They are looks of the row whose gates stand as chosen.
    """

    caption: Caption
    looks: FloatArray
    cut: bool = False  # whether a given text was longer than what is read

    def word_looks(self, layer: int | None = None) -> FloatArray:
        """The mean look of each word's tokens, in one layer or over all: (words, P)."""
        looks = self.looks.mean(1) if layer is None else self.looks[:, layer]
        ends = np.cumsum([len(word.pieces) for word in self.caption.words])
        return np.stack([part.mean(0) for part in np.split(looks, ends[:-1])])

    def shared(self) -> float:
        """What two words' looks have in common, the mean over all pairs: 1 where all words look alike, 0..1."""
        looks = self.word_looks()
        pairs = [np.minimum(one, other).sum() for one, other in combinations(looks, 2)]
        return float(np.mean(pairs)) if pairs else 1.0
