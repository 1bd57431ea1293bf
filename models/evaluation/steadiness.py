"""The same photo mirrored, or at half its size: does a word's brightest place stay where it was?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image

from models.evaluation.archive import Trial
from models.evaluation.measure import Row, Tally, row
from models.evaluation.readings import Readings, evidence_of, words_in
from models.results import FloatArray, PhotoFeatures, Pixels

CELLS = 2  # how far the brightest place may move, along rows and along columns


def mirrored(pixels: Pixels) -> Pixels:
    """Left and right exchanged."""
    return np.ascontiguousarray(pixels[:, ::-1])


def halved(pixels: Pixels) -> Pixels:
    """Half as wide and half as high."""
    height, width = (max(side // 2, 1) for side in pixels.shape[:2])
    return np.asarray(Image.fromarray(pixels).resize((width, height), Image.Resampling.LANCZOS))


def measure_steadiness(readings: Readings) -> list[Row]:
    """Share of caption words whose brightest place is within two cells of the same spot."""
    trials = list(readings.archive.trials())
    measured = []
    ways: tuple[tuple[str, Callable[[Pixels], Pixels], bool], ...] = (
        ("mirrored_same", mirrored, True),
        ("half_size_same", halved, False),
    )
    for name, change, flip in ways:
        same = Tally()
        looked: dict[str, PhotoFeatures] = {}
        for trial in trials:
            if trial.image not in looked:
                looked[trial.image] = readings.attender.look(change(readings.archive.pixels(trial.image)))
            same.add(trial.image, _same(readings, trial, looked[trial.image], flip))
        measured.append(row(name, same))
    return measured


def _same(readings: Readings, trial: Trial, changed: PhotoFeatures, flip: bool) -> bool:
    before = evidence_of(readings.words(trial.image, trial.sentence, trial.span))
    read = readings.attender.read(changed, trial.sentence)
    after = evidence_of(words_in(read, trial.span))
    return close(before, after[:, ::-1] if flip else after)


def close(one: FloatArray, other: FloatArray) -> bool:
    """Whether two maps are brightest within two cells of one another."""
    places = [np.array(np.unravel_index(int(np.argmax(heat)), heat.shape)) for heat in (one, other)]
    return bool(np.abs(places[0] - places[1]).max() <= CELLS)
