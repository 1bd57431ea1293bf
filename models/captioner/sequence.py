"""Photos with captions as rows of tokens, laid out for one pass through the language model.

A row is BEFORE, the photo's places, AFTER, then any number of captions side by side: each sees what stands before all
of them and its own words so far, none sees another, and each begins at the same place. So one pass over the photo
serves all its captions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.captioner.tokens import END
from models.results import FloatArray

HIDDEN = np.float32(-1e9)
Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Prompt:
    """The words around the places, as numbers."""

    before: tuple[int, ...]
    after: tuple[int, ...]
    places: int

    @property
    def length(self) -> int:
        """Tokens before the caption."""
        return len(self.before) + self.places + len(self.after)

    @property
    def photo(self) -> slice:
        """Where the photo's places stand."""
        return slice(len(self.before), len(self.before) + self.places)


@dataclass(frozen=True)
class Rows:
    """A batch of B photos, T tokens each."""

    ids: Ids  # (B, T); where the photo's places stand, 0
    places: Ids  # (B, T) in the sequence, for the rotations
    bias: FloatArray  # (B, 1, T, T)
    asked: tuple[Ids, Ids]  # rows and columns whose next token is known
    says: Ids  # (N,) that token
    caption: Ids  # (N,) which caption it is of, counted over the batch


def lay_out(prompt: Prompt, photos: list[list[list[int]]]) -> Rows:
    """Captions (token numbers without END) of each photo."""
    start = prompt.length
    longest = start + max(sum(map(len, captions)) for captions in photos)
    ids, places = np.zeros((2, len(photos), longest), np.int64)
    part = np.full((len(photos), longest), -1)
    ids[:, : len(prompt.before)] = prompt.before
    ids[:, prompt.photo.stop : start] = prompt.after
    places[:, :start], part[:, :start] = np.arange(start), 0
    rows, columns, says, caption = list[int](), list[int](), list[int](), list[int]()
    for row, captions in enumerate(photos):
        at = start
        for number, tokens in enumerate(captions, 1):
            own = slice(at, at + len(tokens))
            ids[row, own], places[row, own], part[row, own] = tokens, start + np.arange(len(tokens)), number
            rows += [row] * (len(tokens) + 1)
            columns += [start - 1, *range(at, at + len(tokens))]
            says += [*tokens, END]
            caption += [len(set(caption))] * (len(tokens) + 1)
            at += len(tokens)
    order = np.arange(longest)
    heard = (part[:, None, :] == 0) | (part[:, None, :] == part[:, :, None])
    seen = heard & (order[None, None, :] <= order[None, :, None])
    bias = np.where(seen, np.float32(0), HIDDEN)[:, None]
    return Rows(ids, places, bias, (np.array(rows), np.array(columns)), np.array(says), np.array(caption))
