"""The checks of one map as work that grows: one random order after another, then random weights."""

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
from models.attention import SHARPEST, Attender
from models.faithfulness import RANDOM_ORDERS, STEPS, ChangedPhotos, photos_of_orders, report_of
from models.lab_results.classes import MapKind
from models.lab_results.trust import RandomisationReport
from models.preprocessing import within
from models.randomisation import randomise
from models.results import FloatArray, Pixels

CHECKS = "checks"
WORD_ORDERS = 20  # a word's score takes ten times as long as a class's
PARTS = 2  # of an order's photos: each is scored by itself, and takes about a quarter of a second
STRIP = (1, 3, 5, 7, 9)  # steps that are shown as pictures
_STRIP_SIDE = 160
_PER_ORDER = 2 * (STEPS - 1)
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

    return Work(CHECKS, _key(sample, query, engines.lab.key(query.net)), make, Checks | None, sample)


def _key(sample: Sample, query: LayersQuery, net: str) -> tuple[object, ...]:
    word = read_word(query)
    if word is not None:
        return CHECKS, net, sample.photo_id, "word", word, sample.sentence
    grad_cam = query.get("kind") == MapKind.GRAD_CAM
    return CHECKS, net, sample.photo_id, query.class_index, query.stage, grad_cam


async def _word_steps(sample: Sample, subject: Subject, engines: Engines, aspect: float) -> Steps:
    attender, pixels = await engines.attention.attender(), await engines.lab.pixels(sample)
    score = word_score(attender, sample.sentence, subject.word or 0)
    return lambda: check_steps(within(pixels, SHARPEST), pixels, subject, aspect, score, orders=WORD_ORDERS)


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
    orders: int = RANDOM_ORDERS,
) -> Iterator[Grown]:
    """The checks as they grow: None up to the first random order, then curves with more and more of them, then the
    cascade of random weights. Whoever cancels keeps the orders that were drawn.

    `scored` is the photo as it is shown to the model, `pictured` as people see it; `aspect` is its width over its
    height. Maps of words have no cascade.
    """
    photos, scores, checks = ChangedPhotos(scored, subject.heat, orders=orders), np.empty(0, np.float32), None
    ends = _ends(orders)
    total = len(ends) + (random is not None)
    for done, end in enumerate(ends, 1):
        scores = np.concatenate([scores, score(photos[len(scores) : end])])
        if whole_orders(len(scores)):
            checks = conclude(pictured, subject, scores, aspect, checks)
        yield Grown(checks, done, total)
    if random is not None and checks is not None:
        yield Grown(replace(checks, cascade=random()), total, total)


def whole_orders(scored: int) -> int:
    """Of how many random orders all photos are among the first ones; less than one is none."""
    return max(0, (scored - photos_of_orders(0)) // _PER_ORDER)


def _ends(orders: int) -> list[int]:
    """Up to which photo each step goes: the untouched and the blurred one count to the first."""
    parts = range(1, PARTS * (2 + orders) + 1)
    return [2 + part * _PER_ORDER // PARTS for part in parts]


def conclude(pixels: Pixels, subject: Subject, scores: FloatArray, aspect: float, before: Checks | None) -> Checks:
    """The report of the orders that are whole, and the photo at some of the steps, drawn once."""
    report = report_of(scores[: photos_of_orders(whole_orders(len(scores)))])
    if before is not None:
        return replace(before, report=report)
    photos = ChangedPhotos(pixels, subject.heat)
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
