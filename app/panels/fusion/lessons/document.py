"""The lessons as plain numbers: this photo's, and what was measured of many."""

from __future__ import annotations

from pydantic import BaseModel, Field

from app.panels.fusion.baselines import BaselinesDocument, baselines_document
from app.panels.fusion.lessons.result import FlatReading, LessonsResult
from models.fusion.late_joins import Join
from models.fusion.lesson_swaps import SwapKind
from models.fusion.lessons import FusionLessons
from models.fusion.place_codes import PlaceOrder
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


class LessonsDocument(BaseModel):
    """Who notices what, late fusion by sum and by product, and what flattening loses."""

    baselines: BaselinesDocument
    scales: dict[str, float] = Field(description="multi_scale's pointing by the map of each scale alone, per cent.")
    noticed: list[NoticedDocument]
    sentences: list[str] = Field(description="The sample's own first.")
    joins: list[JoinDocument]
    cosine: list[float] = Field(description="late_dual's cosine of this photo and each sentence.")
    places: list[PlaceOrderDocument]


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
