"""A photo as regions: the whole of it, then a detector's boxes, each with features, class scores and a place.

As VL-BERT, UNITER, LXMERT and Oscar read a photo, whose boxes are Faster R-CNN's; here they are NanoDet-g's, and a
region's features are the mean of EfficientNet's last grid over the box. Numpy only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.encoder.forms import box_shares, region_features
from models.lab_results.maps import Box
from models.results import FloatArray

SIZE = (448, 448)  # of the photo as EfficientNet sees it: 14 x 14 cells of 1280 channels
FEATURES, CLASSES, PLACE = 1280, 80, 5
MOST, FLOOR = 16, 0.3  # most boxes; lowest score of one
LEAST = 0.12  # score below which a class is not said of a place
SAME, SAME_PLACE = 0.55, 0.8  # overlap from which two boxes of a class, and of any two classes, are one
WHOLE, NO_CLASS = (0.0, 0.0, 1.0, 1.0), -1
SLOTS = 1 + MOST  # rows of a photo: the whole of it, and as many boxes as there can be
REGION_INPUTS = ("features", "scores", "places", "known")


@dataclass(frozen=True)
class PhotoRegions:
    """R regions: the whole photo first, then boxes, surest first."""

    boxes: tuple[Box, ...]  # of the photo, as fractions
    features: FloatArray  # (R, D)
    scores: FloatArray  # (R, 80), 0..1: the highest of each class at about this box; of the whole photo zeros

    @property
    def classes(self) -> tuple[int, ...]:
        """Which of COCO's 80 classes each region is called; NO_CLASS for the whole photo."""
        return (NO_CLASS, *(int(each) for each in self.scores[1:].argmax(1)))

    @property
    def sureness(self) -> tuple[float, ...]:
        """Of that class, 0..1; 0 for the whole photo."""
        return tuple(float(each) for each in self.scores.max(1))

    def above(self, floor: float) -> PhotoRegions:
        """Without the boxes of a lower score."""
        count = 1 + sum(sure >= floor for sure in self.sureness[1:])
        return PhotoRegions(self.boxes[:count], self.features[:count], self.scores[:count])

    def inputs(self, slots: int = 0) -> dict[str, np.ndarray]:
        """What siblings read of one photo (see REGION_INPUTS), with rows of zeros up to `slots` that are not known."""
        count = len(self.boxes)
        each = (self.features, self.scores, places_of(self.boxes), np.ones(count, bool))
        rows = max(slots, count) - count
        padded = (np.pad(one, [(0, rows), *[(0, 0)] * (one.ndim - 1)])[None] for one in each)
        return dict(zip(REGION_INPUTS, padded, strict=True))


@dataclass(frozen=True)
class Sightings:
    """What a detector says: K times a class at a box, surest first."""

    classes: NDArray[np.int64]  # (K,)
    scores: FloatArray  # (K,), at least LEAST
    boxes: FloatArray  # (K, 4), fractions of the photo


def sightings(scores: FloatArray, boxes: FloatArray) -> Sightings:
    """Scores (80, P) of every class at every place and its box (P, 4), as fractions; what lies outside is cut off."""
    classes, places = np.nonzero(scores >= LEAST)
    order = np.argsort(-scores[classes, places], kind="stable")
    classes, places = classes[order], places[order]
    return Sightings(classes, scores[classes, places], np.clip(boxes[places], 0, 1))


def photo_regions(grid: FloatArray, seen: Sightings, floor: float = FLOOR, most: int = MOST) -> PhotoRegions:
    """A CNN's grid (D, rows, cols) and what a detector saw on the same photo.

    Of boxes of one class that share more than SAME, and of any that share more than SAME_PLACE, the surest stays: a
    place is one region, whatever it is called. Its scores are the highest of each class among boxes that share as much.
    """
    shared = overlaps(seen.boxes, seen.boxes)
    kept: list[int] = []
    for index in range(int((seen.scores >= floor).sum())):
        limits = np.where(seen.classes[kept] == seen.classes[index], SAME, SAME_PLACE)
        if len(kept) < most and (shared[index, kept] <= limits).all():
            kept.append(index)
    scores = np.zeros((1 + len(kept), CLASSES), np.float32)
    for row, index in enumerate(kept, start=1):
        same = shared[index] > SAME_PLACE
        np.maximum.at(scores[row], seen.classes[same], seen.scores[same])
        scores[row, seen.classes[index]] = seen.scores[index]
    edges = [tuple(float(edge) for edge in seen.boxes[index]) for index in kept]
    boxes: tuple[Box, ...] = (WHOLE, *((left, top, right, bottom) for left, top, right, bottom in edges))
    return PhotoRegions(boxes, region_features(grid, box_shares(boxes, *grid.shape[1:])), scores)


def overlaps(ones: FloatArray, others: FloatArray) -> FloatArray:
    """Intersection over union of each of (A, 4) with each of (B, 4): (A, B)."""
    low = np.maximum(ones[:, None, :2], others[None, :, :2])
    high = np.minimum(ones[:, None, 2:], others[None, :, 2:])
    both = (high - low).clip(min=0).prod(-1)
    areas = [(each[:, 2:] - each[:, :2]).clip(min=0).prod(-1) for each in (ones, others)]
    return np.asarray(both / np.maximum(areas[0][:, None] + areas[1][None] - both, 1e-9), np.float32)


def places_of(boxes: tuple[Box, ...]) -> FloatArray:
    """Left, top, right, bottom and area of each box, as fractions: (R, 5)."""
    edges = np.asarray(boxes, np.float32).reshape(-1, 4)
    area = (edges[:, 2] - edges[:, 0]) * (edges[:, 3] - edges[:, 1])
    return np.concatenate([edges, area[:, None]], 1)


def mirrored(places: FloatArray) -> FloatArray:
    """The places (..., 5) of the same boxes in the mirror image."""
    turned = places.copy()
    turned[..., 0], turned[..., 2] = 1 - places[..., 2], 1 - places[..., 0]
    return turned
