"""The numbers of `network`: what the API answers with, and the rows of its table."""

from __future__ import annotations

from pydantic import BaseModel, Field

from app.panels.shift.consistency_document import ConsistencyDocument, consistency_document
from app.panels.shift.network.result import NetworkResult
from app.panels.shift.sweep_document import SweepDocument, sweep_document, sweep_table
from app.panels.shift.table import Table, rounded
from models.shift_results import WordShifts


class WordShiftsDocument(BaseModel):
    """One word's map under the shift."""

    word: str
    index: int
    shifts: list[float] = Field(description="In pixels of 224.")
    score: list[float]
    cosine: list[float] = Field(description="Of the map, moved back, with the unmoved one.")


class NetworkShiftDocument(BaseModel):
    """The whole network under the shift; `words` and `consistency` with `start=1`."""

    sweep: SweepDocument
    consistency: list[ConsistencyDocument]
    words: list[WordShiftsDocument]


def network_document(result: NetworkResult, language: str) -> NetworkShiftDocument:
    """`result` has its sweep."""
    return NetworkShiftDocument(
        sweep=_sweep(result, language),
        consistency=[consistency_document(each) for each in result.consistencies],
        words=[_word(each) for each in result.words or ()],
    )


def network_table(result: NetworkResult, language: str) -> Table:
    """A row per shift."""
    return sweep_table([_sweep(result, language)])


def _sweep(result: NetworkResult, language: str) -> SweepDocument:
    assert result.sweep is not None
    return sweep_document(result.sweep, result.plan.classifier.shape[0], language)


def _word(each: WordShifts) -> WordShiftsDocument:
    return WordShiftsDocument(
        word=each.word,
        index=each.index,
        shifts=[int(shift) / 2 for shift in each.shifts],
        score=rounded(each.scores),
        cosine=rounded(each.cosines),
    )
