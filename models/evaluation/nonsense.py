"""Words that name nothing visible, on photos of all kinds: none should be found."""

from __future__ import annotations

import numpy as np

from models.evaluation.measure import Row, Tally, rows
from models.evaluation.nonsense_words import NONSENSE_WORDS
from models.evaluation.readings import Readings, found, spelled

PHOTOS = 30
SENTENCES = ("{word}", "a photo of {word}")


def measure_nonsense(readings: Readings, seed: int) -> list[Row]:
    """Share of the words found, over all kinds and kind by kind."""
    names = list(readings.archive.photos)
    chosen = np.random.default_rng(seed).choice(len(names), min(PHOTOS, len(names)), replace=False)
    tallies = {"all": Tally()} | {kind: Tally() for kind in NONSENSE_WORDS}
    for image in (names[int(number)] for number in chosen):
        for kind, words in NONSENSE_WORDS.items():
            for word in words:
                for form in SENTENCES:
                    sentence = form.format(word=word)
                    seen = found(readings.words(image, sentence, spelled(sentence, word)))
                    tallies["all"].add(image, seen)
                    tallies[kind].add(image, seen)
    return rows([(f"nonsense_{kind}", tally) for kind, tally in tallies.items()])
