"""Two things in one photo, named in one sentence: does each word keep to its own?"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from models.evaluation.archive import Archive
from models.evaluation.measure import Row, Tally, row
from models.evaluation.points import centre_map
from models.evaluation.readings import Readings, evidence_of
from models.pointing import FractionBox, coverage, points_inside

SMALLEST, LARGEST = 0.015, 0.60  # share of the photo
OVERLAP = 0.1  # of the smaller one that may lie in the other's boxes
GRID = (56, 56)

Boxes = tuple[FractionBox, ...]


def measure_two_things(readings: Readings) -> list[Row]:
    """Sentences "a A and a B": brightest place in the word's own thing, and in the other one alone."""
    own, other = Tally(), Tally()
    centre_own, centre_other, chance = Tally(), Tally(), Tally()
    for image, first, second in pairs(readings.archive):
        sentence = f"a {first} and a {second}"
        spans = {first: (2, 2 + len(first)), second: (len(sentence) - len(second), len(sentence))}
        for label, rival in ((first, second), (second, first)):
            boxes, others = (readings.archive.boxes(image, name) for name in (label, rival))
            heat = evidence_of(readings.words(image, sentence, spans[label]))
            middle = centre_map((28, 28))
            for tally, wrong, one in ((own, other, heat), (centre_own, centre_other, middle)):
                inside = points_inside(one, boxes)
                tally.add(image, inside)
                wrong.add(image, not inside and points_inside(one, others))
            chance.add(image, float(coverage(boxes, GRID).mean()))
    if not own.values:
        return []
    return [
        row("two_things_own", own, {"centre": centre_own, "random": chance}),
        row("two_things_other", other, {"centre": centre_other}),
    ]


def pairs(archive: Archive) -> Iterator[tuple[str, str, str]]:
    """(photo, label, label) of two things neither tiny nor huge that hardly overlap."""
    for image in archive.photos:
        covers = {label: coverage(archive.boxes(image, label), GRID) for label in archive.labels(image)}
        fitting = [label for label, cover in covers.items() if SMALLEST <= cover.mean() <= LARGEST]
        for first, second in combinations(fitting, 2):
            shared = float(np.minimum(covers[first], covers[second]).mean())
            if shared <= OVERLAP * min(covers[first].mean(), covers[second].mean()):
                yield image, first, second
