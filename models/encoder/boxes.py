"""Boxes of a detector that stay: sure enough, and not the same thing twice."""

from __future__ import annotations

import numpy as np

from models.encoder_results import FoundThing
from models.lab_results.maps import Box
from models.pointing import overlap
from models.results import FloatArray

SURE, SAME, MOST = 0.4, 0.6, 12  # lowest score; overlap from which two boxes of a class are one; most boxes


def things(scores: FloatArray, boxes: FloatArray) -> tuple[FoundThing, ...]:
    """Scores (80, P) of every class at every place and its box (P, 4), as fractions -> the things, surest first.

    A place names its best class. Of boxes of one class that share more than SAME of what they cover together, the
    surest stays (non-maximum suppression).
    """
    best, sure = scores.argmax(0), scores.max(0)
    kept: list[FoundThing] = []
    for place in np.argsort(-sure, kind="stable"):
        if sure[place] < SURE or len(kept) == MOST:
            break
        thing = FoundThing(int(best[place]), float(sure[place]), _inside(boxes[place]))
        if all(overlap(thing.box, other.box) <= SAME for other in kept if other.class_index == thing.class_index):
            kept.append(thing)
    return tuple(kept)


def _inside(box: FloatArray) -> Box:
    left, top, right, bottom = (float(each) for each in np.clip(box, 0, 1))
    return left, top, right, bottom
