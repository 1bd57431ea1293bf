"""Things that fill much of the photo, named plainly: a person who sees them expects the word to be found."""

from __future__ import annotations

from models.evaluation.measure import Row, Tally, rows
from models.evaluation.readings import Readings, found, spelled
from models.pointing import coverage

SMALLEST, LARGEST = 0.25, 0.60  # share of the photo
SENTENCE = "a photo of a {name}"


def measure_large_things(readings: Readings) -> list[Row]:
    """Share of large labelled things whose word is not found."""
    missed = Tally()
    for image in readings.archive.photos:
        for label in readings.archive.labels(image):
            share = float(coverage(readings.archive.boxes(image, label), (56, 56)).mean())
            if SMALLEST <= share <= LARGEST:
                sentence = SENTENCE.format(name=label)
                missed.add(image, not found(readings.words(image, sentence, spelled(sentence, label))))
    return rows([("large_missed", missed)])
