"""Right words against the same words on photos that lack what they name."""

from __future__ import annotations

import numpy as np

from models.evaluation.archive import Trial
from models.evaluation.measure import Row, Tally, area, row
from models.evaluation.readings import Readings, score_of, words_in
from models.results import FloatArray

ABSENT_PHOTOS = 4  # photos that lack the word, drawn per caption word from a fixed seed


def measure_refusal(readings: Readings, seed: int) -> list[Row]:
    """Right words accepted, absent words refused, precision with as many of each, and the area under the ROC curve."""
    trials = list(readings.archive.trials())
    rng = np.random.default_rng(seed)
    right, wrong, accepted, refused = Tally(), Tally(), Tally(), Tally()
    scores: dict[tuple[str, str], FloatArray] = {}
    for trial in trials:
        score = score_of(readings.words(trial.image, trial.sentence, trial.span))
        threshold = readings.read(trial.image, trial.sentence).threshold
        right.add(trial.image, score)
        accepted.add(trial.image, score >= threshold)
        for absent in _absent(readings, trial, rng, scores):
            wrong.add(trial.image, absent)
            refused.add(trial.image, absent < threshold)
    separation = Row("separation", area(right, wrong), {})
    return [row("right_accepted", accepted), row("absent_refused", refused), separation]


def _absent(
    readings: Readings, trial: Trial, rng: np.random.Generator, scores: dict[tuple[str, str], FloatArray]
) -> list[float]:
    """The trial's word on photos that lack it; `scores` keeps what was read, since captions share photos."""
    lacking = readings.archive.lacking(trial)
    chosen = rng.choice(len(lacking), min(ABSENT_PHOTOS, len(lacking)), replace=False) if lacking else ()
    own = readings.read(trial.image, trial.sentence)
    within = {word.word.start for word in words_in(own, trial.span)}
    asked = [number for number, word in enumerate(own.words) if word.word.start in within]
    found = []
    for image in (lacking[int(number)] for number in chosen):
        key = (image, trial.sentence)
        if key not in scores:
            words = readings.attender.read(readings.features(image), trial.sentence).words
            scores[key] = np.array([word.score for word in words], np.float32)
        found.append(float(scores[key][asked].mean()))
    return found
