"""The checks of one map as work that grows: slice after slice of changed photos, then random weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from PIL import Image

from app.engines import Engines
from app.engines.lab import Look
from app.panels.layers.query import LayersQuery
from app.panels.layers.seen_pixels import seen_pixels
from app.panels.layers.trust.result import Checks, Subject, find_subject, read_word
from app.samples.sample import Sample
from app.work.sweeps import Grown, Steps, Work
from models.attention import Attender
from models.faithfulness import RANDOM_ORDERS, STEPS, ChangedPhotos, report_of
from models.lab_results.classes import MapKind
from models.lab_results.trust import RandomisationReport
from models.preprocessing import squash
from models.randomisation import randomise
from models.results import FloatArray, Pixels

CHECKS = "checks"
PHOTOS = 2 + (2 + RANDOM_ORDERS) * 2 * (STEPS - 1)  # that are scored: untouched, blurred, and every order's steps
SLICE = 12  # photos a step: about a quarter of a second
SLICES = -(-PHOTOS // SLICE)
TOTAL = SLICES + 1  # steps: the slices, then random weights
WORD_SIDE = 448  # what the words' network reads; larger photos would only take memory
STRIP = (1, 3, 5, 7, 9)  # steps that are shown as pictures
_STRIP_SIDE = 160
Score = Callable[[list[Pixels]], FloatArray]  # photos (N of (H, W, 3)) -> (N,)
Randomise = Callable[[], RandomisationReport]


def checks_work(sample: Sample, query: LayersQuery, engines: Engines) -> Work:
    """The checks of the map that the address names; nothing is done for a map that shows nothing."""

    async def make() -> Steps:
        subject = await find_subject(sample, query, engines)
        if subject.nothing:
            return _no_steps
        aspect = sample.width / sample.height
        if subject.word is not None:
            return await _word_steps(sample, subject, engines, aspect)
        return _class_steps(await engines.lab.look(sample, query.net), subject, aspect)

    return Work(CHECKS, _key(sample, query), make)


def _key(sample: Sample, query: LayersQuery) -> tuple[object, ...]:
    word = read_word(query)
    if word is not None:
        return CHECKS, query.net, sample.photo_id, "word", word, sample.sentence
    grad_cam = query.get("kind") == MapKind.GRAD_CAM
    return CHECKS, query.net, sample.photo_id, query.class_index, query.stage, grad_cam


async def _word_steps(sample: Sample, subject: Subject, engines: Engines, aspect: float) -> Steps:
    attender, pixels = await engines.attention.attender(), await engines.lab.pixels(sample)
    score = word_score(attender, sample.sentence, subject.word or 0)
    return lambda: check_steps(squash(pixels, WORD_SIDE), pixels, subject, aspect, score)


def _class_steps(look: Look, subject: Subject, aspect: float) -> Steps:
    def score(photos: list[Pixels]) -> FloatArray:
        return look.engine.probability(photos, subject.class_index or 0)

    def random() -> RandomisationReport:
        stage = subject.stage or None
        return randomise(look.engine, look.photo, subject.class_index or 0, subject.kind, stage)

    pixels = seen_pixels(look)
    return lambda: check_steps(pixels, pixels, subject, aspect, score, random)


def _no_steps() -> Iterator[Grown]:
    yield Grown(None, 1, 1)


def word_score(attender: Attender, sentence: str, word: int) -> Score:
    """Scores of a word of the sentence."""

    def score(photos: list[Pixels]) -> FloatArray:
        read = [attender.read(attender.look(photo), sentence).words[word].score for photo in photos]
        return np.asarray(read, np.float32)

    return score


def check_steps(
    scored: Pixels,
    pictured: Pixels,
    subject: Subject,
    aspect: float,
    score: Score,
    random: Randomise | None = None,
) -> Iterator[Grown]:
    """The checks as they grow: None until all photos are scored, then the curves, then the cascade of random weights.

    `scored` is the photo as it is shown to the model, `pictured` as people see it; `aspect` is its width over its
    height. Maps of words have no cascade.
    """
    photos, scores = ChangedPhotos(scored, subject.heat), list[FloatArray]()
    for part in range(SLICES):
        scores.append(score(photos[part * SLICE : (part + 1) * SLICE]))
        if part < SLICES - 1:
            yield Grown(None, part + 1, TOTAL)
    checks = conclude(pictured, subject, np.concatenate(scores), aspect)
    if random is None:
        yield Grown(checks, TOTAL, TOTAL)
        return
    yield Grown(checks, SLICES, TOTAL)
    yield Grown(replace(checks, cascade=random()), TOTAL, TOTAL)


def conclude(pixels: Pixels, subject: Subject, scores: FloatArray, aspect: float) -> Checks:
    """The report of scores that are all there, and the photo at some of the steps."""
    photos, report = ChangedPhotos(pixels, subject.heat), report_of(scores)
    first_gone = 2 - 1  # the untouched and the blurred photo come first; step 1 is the first of each order
    first_given = first_gone + STEPS - 1
    return Checks(
        report,
        tuple(_small(photos[first_gone + step], aspect) for step in STRIP),
        tuple(_small(photos[first_given + step], aspect) for step in STRIP),
        tuple(float(report.fractions[step]) for step in STRIP),
    )


def _small(pixels: Pixels, aspect: float) -> Pixels:
    """A small picture in the photo's own aspect."""
    scale = _STRIP_SIDE / max(aspect, 1)
    size = max(1, round(aspect * scale)), max(1, round(scale))
    return np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BILINEAR))
