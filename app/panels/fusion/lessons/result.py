"""What `lessons` finds: this photo with other place codes, by sum and product, at three depths; what was measured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.engines import Engines
from app.panels.fusion.query import ATTENDING
from app.samples.sample import Sample
from models.fusion.depths.table import DepthTable, read_depth_table
from models.fusion.late_joins import Join, LateJoins, photo_vector, read_late_joins, sentence_vector
from models.fusion.lessons import FusionLessons, read_lessons
from models.fusion.place_codes import PlaceOrder
from models.fusion.swaps import OTHER_SENTENCES, shuffled, swaps_of
from models.fusion_results import FusionPhoto, FusionSentence, StrategyReading
from models.results import FloatArray


@dataclass(frozen=True)
class FlatReading:
    """One strategy on this photo with each order of its place codes."""

    name: str
    readings: dict[PlaceOrder, StrategyReading]


@dataclass(frozen=True)
class JoinScores:
    """This photo against several sentences, the person's own first."""

    sentences: tuple[str, ...]
    scores: dict[Join, FloatArray]  # (N,) each; above 0 is a match
    cosine: FloatArray  # (N,)


@dataclass(frozen=True)
class LessonsResult:
    """This photo, and what was measured of many."""

    heard: FusionSentence
    flat: tuple[FlatReading, ...]
    joins: JoinScores
    depths: tuple[StrategyReading, ...]  # a Transformer inside the CNN, from early to late
    measured: FusionLessons
    late: LateJoins
    depths_measured: DepthTable


async def find_lessons(sample: Sample, engines: Engines) -> LessonsResult:
    """Every strategy that attends with three orders of codes, and a handful of sentences."""
    fusion, runner = engines.fusion, engines.runner
    heard = await fusion.hear(sample.sentence)
    flat = tuple([
        FlatReading(name, {order: await fusion.read(sample, name, sample.sentence, order) for order in PlaceOrder})
        for name in ATTENDING
    ])  # fmt: skip
    photo, sentences = await fusion.photo(sample), sentences_of(heard)
    spoken = [await fusion.hear(each) for each in sentences]
    key = ("late joins", sample.photo_id, *sentences)
    joins = await runner.run(score_joins, photo, spoken, key=key)
    depths = await fusion.depths(sample)
    measured, late = await runner.run(read_lessons), await runner.run(read_late_joins)
    return LessonsResult(heard, flat, joins, depths, measured, late, await runner.run(read_depth_table))


def sentences_of(heard: FusionSentence) -> tuple[str, ...]:
    """The person's own, swaps of it, its words from last to first, and sentences of other photos."""
    swaps = (each.sentence for each in swaps_of(heard.sentence, heard.words))
    turned = [shuffled(heard.words)] if len(heard.words) > 2 else []
    return tuple(dict.fromkeys([heard.sentence, *swaps, *turned, *OTHER_SENTENCES]))


def score_joins(photo: FusionPhoto, sentences: list[FusionSentence]) -> JoinScores:
    """Both readouts and the cosine of a photo and several sentences."""
    one, many = photo_vector(photo), np.stack([sentence_vector(each) for each in sentences])
    scores = {readout.join: readout.score(one, many) for readout in read_late_joins().readouts}
    return JoinScores(tuple(each.sentence for each in sentences), scores, many @ one)
