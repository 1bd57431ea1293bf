"""The checks of one map, cut into slices so that other people's photos get their turn in between.

Blocking functions of their arguments alone: slices may run in any process and order, and are kept by whoever asks.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

from app.engines.lab import Look
from app.panels.layers.trust_result import Checks, Subject
from models.attention import Attender
from models.faithfulness import RANDOM_ORDERS, STEPS, ChangedPhotos, report_of
from models.lab_results.trust import RandomisationReport
from models.preprocessing import squash
from models.randomisation import randomise
from models.results import FloatArray, Pixels

PHOTOS = 2 + (2 + RANDOM_ORDERS) * 2 * (STEPS - 1)  # that are scored: untouched, blurred, and every order's steps
SLICE = 12  # photos a slice: about a quarter of a second
WORD_SIDE = 448  # what the words' network reads; larger photos would only take memory
STRIP = (1, 3, 5, 7, 9)  # steps that are shown as pictures
_STRIP_SIDE = 160


def slices() -> int:
    """How many slices there are."""
    return -(-PHOTOS // SLICE)


def class_scores(look: Look, pixels: Pixels, subject: Subject, part: int) -> FloatArray:
    """Probabilities of the class for the photos of one slice."""
    index = subject.class_index or 0
    return look.engine.probability(_slice(pixels, subject.heat, part), index)


def word_scores(attender: Attender, pixels: Pixels, sentence: str, subject: Subject, part: int) -> FloatArray:
    """Scores of the word for the photos of one slice."""
    photos = _slice(squash(pixels, WORD_SIDE), subject.heat, part)
    read = [attender.read(attender.look(photo), sentence).words[subject.word or 0].score for photo in photos]
    return np.asarray(read, np.float32)


def conclude(pixels: Pixels, subject: Subject, scores: tuple[FloatArray, ...], aspect: float) -> Checks:
    """The report of scores that are all there; `aspect` is the photo's width over its height."""
    photos, report = ChangedPhotos(pixels, subject.heat), report_of(np.concatenate(scores))
    first_gone = 2 - 1  # the untouched and the blurred photo come first; step 1 is the first of each order
    first_given = first_gone + STEPS - 1
    return Checks(
        report,
        tuple(_small(photos[first_gone + step], aspect) for step in STRIP),
        tuple(_small(photos[first_given + step], aspect) for step in STRIP),
        tuple(float(report.fractions[step]) for step in STRIP),
        None,
    )


def cascade(look: Look, subject: Subject) -> RandomisationReport:
    """The map while the network's weights are replaced by random ones, from the top down."""
    return randomise(look.engine, look.photo, subject.class_index or 0, subject.kind, subject.stage or None)


def _slice(pixels: Pixels, heat: FloatArray, part: int) -> list[Pixels]:
    """The changed photos of one slice: the same ones in the same order every time."""
    return ChangedPhotos(pixels, heat)[part * SLICE : (part + 1) * SLICE]


def _small(pixels: Pixels, aspect: float) -> Pixels:
    """A small picture in the photo's own aspect."""
    scale = _STRIP_SIDE / max(aspect, 1)
    size = max(1, round(aspect * scale)), max(1, round(scale))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BILINEAR))
