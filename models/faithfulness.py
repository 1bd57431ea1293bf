"""Does a map say what the model looked at? Deletion and insertion curves (Petsiuk et al. 2018, arXiv:1806.07421).

Deletion takes the map's strongest places out of the photo first: the score should fall at once. Insertion gives them
to an empty photo first: the score should rise at once. A random order and one from the centre outwards stand beside
it, because a score falls whatever is removed, and photographers put things in the middle.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import overload

import numpy as np
from PIL import Image, ImageFilter

from models.errors import InvalidArgument
from models.lab_results.trust import FaithfulnessCurve, FaithfulnessReport
from models.results import FloatArray, Pixels

Score = Callable[[Sequence[Pixels]], FloatArray]  # photos (N of (H, W, 3)) -> (N,), such as a class's probability
STEPS = 10
RANDOM_ORDERS = 3
BLUR = 0.06  # standard deviation of the blur, as a share of the longer side


def faithfulness(
    pixels: Pixels, heat: FloatArray, score: Score, steps: int = STEPS, seed: int = 0
) -> FaithfulnessReport:
    """Curves for a map (rows, cols) over the whole photo, and for random and centre orders of the same grid.

    Removed places show the photo heavily blurred. The score is called once with all the changed photos; random is the
    mean over RANDOM_ORDERS orders. Raises InvalidArgument for a map that is not finite or a step count below 2.
    """
    return report_of(score(ChangedPhotos(pixels, heat, steps, seed)), steps)


class ChangedPhotos(Sequence[Pixels]):
    """The photos to score, always the same ones in the same order, each made when it is asked for.

    The untouched photo, the blurred one, then for the map, the centre and each random order the photos between the
    ends: deletions, then insertions. All of them at once would take hundreds of megabytes.
    """

    def __init__(self, pixels: Pixels, heat: FloatArray, steps: int = STEPS, seed: int = 0) -> None:
        _check(heat, steps)
        self._pixels, self._empty = pixels, blurred(pixels)
        random = np.random.default_rng(seed)
        orders = [heat, centre_map(heat.shape[0], heat.shape[1])]
        orders += [random.random(heat.shape, np.float32) for _ in range(RANDOM_ORDERS)]
        self._ranks = [place_ranks(order, pixels.shape[0], pixels.shape[1], random) for order in orders]
        self._between = _fractions(steps)[1:-1]

    def __len__(self) -> int:
        return 2 + 2 * len(self._ranks) * len(self._between)

    @overload
    def __getitem__(self, index: int) -> Pixels: ...
    @overload
    def __getitem__(self, index: slice) -> list[Pixels]: ...
    def __getitem__(self, index: int | slice) -> Pixels | list[Pixels]:
        if isinstance(index, slice):
            return [self._photo(each) for each in range(*index.indices(len(self)))]
        return self._photo(range(len(self))[index])

    def _photo(self, index: int) -> Pixels:
        if index < 2:
            return (self._pixels, self._empty)[index]
        rest, step = divmod(index - 2, len(self._between))
        order, inserting = divmod(rest, 2)
        first = (self._ranks[order] < self._between[step])[..., None]
        shown, hidden = (self._empty, self._pixels) if inserting else (self._pixels, self._empty)
        return np.where(first, hidden, shown)


def report_of(scores: FloatArray, steps: int = STEPS) -> FaithfulnessReport:
    """The scores of all `ChangedPhotos` as curves."""
    scores, fractions = np.asarray(scores, np.float32), _fractions(steps)
    full, blank = float(scores[0]), float(scores[1])
    per_order = scores[2:].reshape(2 + RANDOM_ORDERS, 2, steps - 1)
    make = partial(_curve, fractions=fractions, full=full, blank=blank)
    curves = make("map", per_order[0]), make("random", per_order[2:].mean(0)), make("centre", per_order[1])
    return FaithfulnessReport(fractions, curves, full, blank)


def _fractions(steps: int) -> FloatArray:
    return np.linspace(0, 1, steps + 1, dtype=np.float32)


def _check(heat: FloatArray, steps: int) -> None:
    if heat.ndim != 2 or not np.isfinite(heat).all() or steps < 2:
        raise InvalidArgument(
            "Faithfulness needs a finite map of rows and columns, and at least two steps.",
            code="bad_map",
            argument="map",
            hint="Choose another map, or more steps.",
        )


def _curve(order: str, scores: FloatArray, fractions: FloatArray, full: float, blank: float) -> FaithfulnessCurve:
    deletion = np.asarray([full, *scores[0], blank], np.float32)
    insertion = np.asarray([blank, *scores[1], full], np.float32)
    areas = (float(np.trapezoid(curve, fractions)) for curve in (deletion, insertion))
    return FaithfulnessCurve(order, deletion, insertion, *areas)


def blurred(pixels: Pixels) -> Pixels:
    """The photo with everything recognisable blurred away; its colours stay, so that removing makes few new edges."""
    radius = BLUR * max(pixels.shape[:2])
    return np.asarray(Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(radius)))


def centre_map(rows: int, cols: int) -> FloatArray:
    """High in the middle of the photo, falling with the distance: (rows, cols)."""
    down, across = ((np.arange(count) + 0.5) / count - 0.5 for count in (rows, cols))
    return np.asarray(-np.hypot(down[:, None], across[None]), np.float32)


def place_ranks(heat: FloatArray, height: int, width: int, random: np.random.Generator) -> FloatArray:
    """When each pixel's turn is: (rows, cols) -> (height, width), 0 for the first, towards 1 for the last.

    The map is enlarged smoothly over the whole photo; equal pixels take their turns in random order.
    """
    smooth = np.asarray(Image.fromarray(heat.astype(np.float32)).resize((width, height), Image.Resampling.BILINEAR))
    shuffled = random.permutation(smooth.size)
    order = shuffled[np.argsort(-smooth.ravel()[shuffled], kind="stable")]
    ranks = np.empty(smooth.size, np.float32)
    ranks[order] = np.arange(smooth.size, dtype=np.float32) / smooth.size
    return ranks.reshape(height, width)
