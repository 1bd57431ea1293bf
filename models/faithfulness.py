"""Does a map say what the model looked at? Deletion and insertion curves (Petsiuk et al. 2018, arXiv:1806.07421).

Deletion takes the map's strongest places out of the photo first: the score should fall at once. Insertion gives them
to an empty photo first: the score should rise at once. Random orders and one from the centre outwards stand beside it,
because a score falls whatever is removed, and photographers put things in the middle. A single random order on a grid
of 7 x 7 is off its mean by 0.01 to 0.03, so many are drawn, and "cannot tell" is an answer (`against_random`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal, overload

import numpy as np
from PIL import Image, ImageFilter

from models.errors import InvalidArgument
from models.lab_results.trust import Answer, Comparison, FaithfulnessCurve, FaithfulnessReport
from models.results import FloatArray, Pixels

Score = Callable[[Sequence[Pixels]], FloatArray]  # photos (N of (H, W, 3)) -> (N,), such as a class's probability
Check = Literal["deletion", "insertion"]
STEPS = 10
RANDOM_ORDERS = 40  # 19 are the fewest of which none as good is rarer than 5 %
RARE = 0.05  # a map is called better than chance where so few random orders do as well
DEVIATIONS = 2.0  # of a random order, by which two orders must differ to be called different
BLUR = 0.06  # standard deviation of the blur, as a share of the longer side


def faithfulness(
    pixels: Pixels, heat: FloatArray, score: Score, steps: int = STEPS, seed: int = 0, orders: int = RANDOM_ORDERS
) -> FaithfulnessReport:
    """Curves for a map (rows, cols) over the whole photo, and for random and centre orders of the same grid.

    Removed places show the photo heavily blurred. The score is called once with all the changed photos. Raises
    InvalidArgument for a map that is not finite or a step count below 2.
    """
    return report_of(score(ChangedPhotos(pixels, heat, steps, seed, orders)), steps)


class ChangedPhotos(Sequence[Pixels]):
    """The photos to score, always the same ones in the same order, each made when it is asked for.

    The untouched photo, the blurred one, then for the map, the centre and each random order the photos between the
    ends: deletions, then insertions. All of them at once would take hundreds of megabytes.
    """

    def __init__(
        self, pixels: Pixels, heat: FloatArray, steps: int = STEPS, seed: int = 0, orders: int = RANDOM_ORDERS
    ) -> None:
        _check(heat, steps)
        self._pixels, self._empty = pixels, blurred(pixels)
        random = np.random.default_rng(seed)
        maps = [heat, centre_map(heat.shape[0], heat.shape[1])]
        maps += [random.random(heat.shape, np.float32) for _ in range(orders)]
        self._maps, self._seeds = maps, random.integers(0, 2**32, len(maps))
        self._ranked: tuple[int, FloatArray] | None = None  # of the order that was asked for last: a float a pixel
        self._between = _fractions(steps)[1:-1]

    def __len__(self) -> int:
        return 2 + 2 * len(self._maps) * len(self._between)

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
        first = (self._ranks(order) < self._between[step])[..., None]
        shown, hidden = (self._empty, self._pixels) if inserting else (self._pixels, self._empty)
        return np.where(first, hidden, shown)

    def _ranks(self, order: int) -> FloatArray:
        """When each pixel's turn is in one order, the same each time it is asked for."""
        if self._ranked is None or self._ranked[0] != order:
            ties = np.random.default_rng(self._seeds[order])
            height, width = self._pixels.shape[:2]
            self._ranked = order, place_ranks(self._maps[order], height, width, ties)
        return self._ranked[1]


def photos_of_orders(orders: int, steps: int = STEPS) -> int:
    """How many `ChangedPhotos` there are up to the end of so many random orders."""
    return 2 + (2 + orders) * 2 * (steps - 1)


def report_of(scores: FloatArray, steps: int = STEPS) -> FaithfulnessReport:
    """The scores of the first `ChangedPhotos` as curves: of the map, the centre and at least one random order."""
    scores, fractions = np.asarray(scores, np.float32), _fractions(steps)
    full, blank = float(scores[0]), float(scores[1])
    mapped, centre, *drawn = scores[2:].reshape(-1, 2, steps - 1)
    make = partial(_curve, fractions=fractions, full=full, blank=blank)
    random = tuple(make("random", each) for each in drawn)
    curves = make("map", mapped), make("random", np.mean(drawn, 0)), make("centre", centre)
    return FaithfulnessReport(fractions, curves, full, blank, random)


def against_random(report: FaithfulnessReport, check: Check) -> Comparison:
    """Whether the map's area is better than chance: a permutation test over the random orders.

    p = (1 + random orders that do as well) / (1 + random orders); `better` where p <= RARE, `worse` where that is so
    the other way around, else `unclear`.
    """
    mapped, drawn = _goodness(report, check)
    as_good, as_bad = int((drawn >= mapped).sum()), int((drawn <= mapped).sum())
    chances = {Answer.BETTER: as_good, Answer.WORSE: as_bad}
    rare = [answer for answer, count in chances.items() if (1 + count) / (1 + len(drawn)) <= RARE]
    return Comparison(rare[0] if rare else Answer.UNCLEAR, as_good, len(drawn))


def against_centre(report: FaithfulnessReport, check: Check) -> Answer:
    """Whether the map's area differs from the centre's by more than DEVIATIONS of a random order's."""
    mapped, drawn = _goodness(report, check)
    margin = mapped - _area(report.curves[2], check)
    if (1 / (1 + len(drawn))) > RARE or abs(margin) <= DEVIATIONS * float(drawn.std(ddof=1)):
        return Answer.UNCLEAR
    return Answer.BETTER if margin > 0 else Answer.WORSE


def _goodness(report: FaithfulnessReport, check: Check) -> tuple[float, FloatArray]:
    """The map's area and those of the random orders, high is good."""
    return _area(report.curves[0], check), np.asarray([_area(curve, check) for curve in report.random], np.float32)


def _area(curve: FaithfulnessCurve, check: Check) -> float:
    return np.float32(-curve.deletion_area if check == "deletion" else curve.insertion_area).item()


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
