"""What `visual_words` finds: what every cell says, beside three simpler ways, and which cells say a typed word."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engines import Engines
from app.samples.examples import EXAMPLES
from app.samples.sample import Sample
from models.encoder.forms import sequence_of
from models.encoder.glosses import words_meant
from models.encoder.identities import cell_logits
from models.encoder.visual_words import SIZE, VisualWords, ranked, says, speaks
from models.encoder_results import EncodedPhoto
from models.results import FloatArray, WordKind
from models.text.nouns import singular
from models.text.words import spelled_words

Numbers = NDArray[np.intp]  # (P, RANKED), nearest first
IRREGULAR = {"men": "man", "women": "woman", "children": "child", "people": "person", "skis": "skis"}


@dataclass(frozen=True)
class Asked:
    """A word that a person typed."""

    typed: str
    word: int | None  # its number; None where it is not among the words
    cells: NDArray[np.bool_]  # (P,) that say it


@dataclass(frozen=True)
class VisualWordsResult:
    """Everything on one photo."""

    words: VisualWords
    encoded: EncodedPhoto
    nearness: FloatArray  # (P, W) cosines
    said: Numbers
    clear: NDArray[np.bool_]  # (P,) near enough to say anything
    untrained: FloatArray  # (P, W) cosines of a projector that learned nothing
    alone: FloatArray  # (P, classes) logits of the classifier on each cell
    apart: float  # largest difference between their mean and the network's own logits
    other: Sample
    elsewhere: FloatArray  # (P, W) cosines of the other photo's cells
    asked: Asked | None

    @property
    def grid(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.encoded.grid.shape[1], self.encoded.grid.shape[2]


async def find_visual_words(sample: Sample, typed: str, engines: Engines) -> VisualWordsResult:
    """One run of the encoder at the size that the projector learned."""
    other = other_sample(sample)
    encoded = await engines.encoder.encode(sample, SIZE)
    beside = await engines.encoder.encode(other, SIZE)
    models = await engines.encoder.models()
    key = ("visual words", sample.photo_id, typed)
    return await engines.runner.run(
        lambda: heard(encoded, beside, other, typed, models.visual_words, models.classifier), key=key
    )


def other_sample(sample: Sample) -> Sample:
    """The first example with another photo."""
    return next(each.sample for each in EXAMPLES if each.sample.photo_id != sample.photo_id)


def heard(
    encoded: EncodedPhoto,
    beside: EncodedPhoto,
    other: Sample,
    typed: str,
    words: VisualWords,
    classifier: tuple[FloatArray, FloatArray],
) -> VisualWordsResult:
    """What all cells say."""
    cells = sequence_of(encoded.grid)
    nearness, alone = words.nearness(cells), cell_logits(cells, classifier)
    return VisualWordsResult(
        words=words,
        encoded=encoded,
        nearness=nearness,
        said=ranked(nearness),
        clear=speaks(nearness, words.threshold),
        untrained=words.untrained().nearness(cells),
        alone=alone,
        apart=float(np.abs(alone.mean(0, dtype=np.float64) - encoded.logits).max()),
        other=other,
        elsewhere=words.nearness(sequence_of(beside.grid)),
        asked=_asked(typed, nearness, words) if typed else None,
    )


def _asked(typed: str, nearness: FloatArray, words: VisualWords) -> Asked:
    word = number_of(typed, words)
    nowhere = np.zeros(len(nearness), bool)
    return Asked(typed, word, nowhere if word is None else says(nearness, words.threshold, word))


def number_of(typed: str, words: VisualWords) -> int | None:
    """The first word of what was typed that cells can say; Chinese by its English."""
    meant = words_meant().get(typed)
    if meant is not None and meant in words.numbers:
        return words.numbers[meant]
    spelled, _ = spelled_words(typed)
    for each in spelled:
        if each.word.kind is WordKind.CONTENT:
            for spelling in each.spelling.lower().split():
                for form in (spelling, singular(spelling, IRREGULAR)):
                    if form in words.numbers:
                        return words.numbers[form]
    return None
