"""The lessons as plain numbers: this photo's, and what was measured of many."""

from __future__ import annotations

from dataclasses import asdict

from pydantic import BaseModel, Field

from app.panels.fusion.baselines import BaselinesDocument, baselines_document
from app.panels.fusion.lessons.result import FlatReading, LessonsResult
from app.panels.fusion.table.document import IntervalDocument
from models.fusion.depths.table import DepthRow
from models.fusion.late_joins import Join
from models.fusion.lesson_swaps import SwapKind
from models.fusion.lessons import FusionLessons
from models.fusion.place_codes import PlaceOrder
from models.fusion_results import StrategyReading
from models.results import FloatArray

DIGITS = 5


class NoticedDocument(BaseModel):
    """One strategy's answers to wrong sentences of one kind, over many photos."""

    strategy: str
    kind: SwapKind
    true_one: int
    no_difference: int
    wrong_one: int


class PlaceOrderDocument(BaseModel):
    """One strategy with one order of its place codes."""

    strategy: str
    order: PlaceOrder = Field(description="`trained`, `shuffled` or `none`.")
    match: float = Field(description="Of this photo and sentence.")
    accuracy: float = Field(description="Measured: true pair above the swapped one, per cent.")
    pointing: float = Field(description="Measured: caption words whose map is brightest inside a box, per cent.")


class JoinDocument(BaseModel):
    """One way to join two vectors before a linear layer."""

    join: Join
    scores: list[float] = Field(description="Of this photo and each of `sentences`; above 0 is a match.")
    accuracy: float = Field(description="Measured: true or swapped, per cent.")
    above: float = Field(description="Measured: true pair above the swapped one, per cent.")


class DepthDocument(BaseModel):
    """A Transformer inside the CNN after one stage."""

    name: str
    stage: str
    match: float = Field(description="Of this photo and sentence.")
    milliseconds: float = Field(description="Of this pair, here, the fastest of three runs; streams not counted.")
    accuracy: IntervalDocument = Field(description="Measured: true or swapped, per cent.")
    pointing: IntervalDocument = Field(description="Measured: brightest cell inside a box of the word, per cent.")
    macs: int = Field(description="Multiply-accumulates that run again for every sentence.")
    maps: list[list[list[float]]] = Field(description="Per word of the sentence, rows and columns; each sums to 1.")


class LessonsDocument(BaseModel):
    """Who notices what, late fusion by sum and by product, what flattening loses, a Transformer at three depths."""

    baselines: BaselinesDocument
    scales: dict[str, float] = Field(description="multi_scale's pointing by the map of each scale alone, per cent.")
    noticed: list[NoticedDocument]
    sentences: list[str] = Field(description="The sample's own first.")
    joins: list[JoinDocument]
    cosine: list[float] = Field(description="late_dual's cosine of this photo and each sentence.")
    places: list[PlaceOrderDocument]
    depths: list[DepthDocument]


def lessons_document(result: LessonsResult) -> LessonsDocument:
    """Everything."""
    measured, joins = result.measured, result.joins
    return LessonsDocument(
        baselines=baselines_document(measured.baselines),
        scales=dict(measured.scales),
        noticed=[NoticedDocument(**vars(each)) for each in measured.noticed],
        sentences=list(joins.sentences),
        joins=[
            JoinDocument(
                join=each.join, scores=_rounded(joins.scores[each.join]), accuracy=each.accuracy, above=each.above
            )
            for each in result.late.readouts
        ],
        cosine=_rounded(joins.cosine),
        places=[place for row in result.flat for place in _places(row, measured)],
        depths=[_depth(*each) for each in zip(result.depths, result.depths_measured.rows, strict=True)],
    )


def _depth(reading: StrategyReading, row: DepthRow) -> DepthDocument:
    assert reading.maps is not None
    return DepthDocument(
        name=row.name,
        stage=row.stage,
        match=round(reading.match, DIGITS),
        milliseconds=round(reading.milliseconds, 3),
        accuracy=IntervalDocument(**asdict(row.accuracy)),
        pointing=IntervalDocument(**asdict(row.pointing)),
        macs=row.macs,
        maps=[[_rounded(line) for line in each] for each in reading.maps],
    )


def _places(row: FlatReading, measured: FusionLessons) -> list[PlaceOrderDocument]:
    worth = measured.places_of(row.name)
    return [
        PlaceOrderDocument(
            strategy=row.name,
            order=order,
            match=round(reading.match, DIGITS),
            accuracy=round(worth[order].accuracy, 2),
            pointing=round(worth[order].pointing, 2),
        )
        for order, reading in row.readings.items()
    ]


def _rounded(values: FloatArray) -> list[float]:
    return [round(float(value), DIGITS) for value in values]
