"""Where caption words point, beside simpler ways to point."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

import numpy as np

from models.evaluation.archive import Trial
from models.evaluation.measure import Row, Tally, row
from models.evaluation.readings import Readings, evidence_of
from models.pointing import coverage, points_inside, share_inside
from models.results import FloatArray, Pixels

WordMaps = Callable[[str], FloatArray | None]  # a text -> where it is; None where the way does not know the word
OtherWay = Callable[[Pixels], WordMaps]  # looks at a photo once
GROUPS: dict[str, Callable[[Trial], bool]] = {
    "all": lambda _: True,
    "people": lambda trial: trial.person,
    "things": lambda trial: not trial.person,
}


def centre_map(grid: tuple[int, int]) -> FloatArray:
    """The baseline that always points at the middle: a Gaussian a quarter of the photo wide."""
    rows, cols = ((np.arange(n) + 0.5) / n - 0.5 for n in grid)
    return np.exp(-(rows[:, None] ** 2 + cols[None, :] ** 2) / (2 * 0.25**2)).astype(np.float32)


def measure_points(readings: Readings, others: Mapping[str, OtherWay]) -> list[Row]:
    """Brightest place inside, and share of the map inside, for all words, people and things.

    `others` are ways to point of a model of its own; a word that such a way does not know is counted as the centre.
    """
    hits: dict[tuple[str, str], Tally] = defaultdict(Tally)
    shares: dict[tuple[str, str], Tally] = defaultdict(Tally)
    looked: dict[str, dict[str, WordMaps]] = {}  # photo -> way -> its maps
    for trial in readings.archive.trials():
        groups = [name for name, member in GROUPS.items() if member(trial)]
        if trial.image not in looked:
            looked[trial.image] = {name: look(readings.pixels(trial.image)) for name, look in others.items()}
        for way, heat in _maps(readings, trial, looked[trial.image]).items():
            for group in groups:
                hits[group, way].add(trial.image, points_inside(heat, trial.boxes))
                shares[group, way].add(trial.image, share_inside(heat, trial.boxes))
        for group in groups:
            chance = float(coverage(trial.boxes, (28, 28)).mean())
            hits[group, "random"].add(trial.image, chance)
            shares[group, "random"].add(trial.image, chance)
    return [
        _row(f"{what}_{group}", group, tallies)
        for what, tallies in (("pointing", hits), ("inside", shares))
        for group in GROUPS
        if (group, "evidence") in tallies
    ]


def _row(name: str, group: str, tallies: Mapping[tuple[str, str], Tally]) -> Row:
    others = {way: tally for (of, way), tally in tallies.items() if of == group and way != "evidence"}
    return row(name, tallies[group, "evidence"], others)


def _maps(readings: Readings, trial: Trial, others: Mapping[str, WordMaps]) -> dict[str, FloatArray]:
    words = readings.words(trial.image, trial.sentence, trial.span)
    maps = {
        "evidence": evidence_of(words),
        "attention": np.stack([word.attention.mean(0) for word in words]).mean(0),
        "centre": centre_map(words[0].evidence.shape),
    }
    text = trial.sentence[trial.span[0] : trial.span[1]]
    for name, word_map in others.items():
        known = word_map(text)
        maps[name] = maps["centre"] if known is None else known
    return maps
