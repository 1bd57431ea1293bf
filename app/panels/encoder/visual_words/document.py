"""What cells say, as JSON (the answer and its description at once) and as rows of a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import numpy as np
from pydantic import BaseModel, Field

from app.panels.encoder.visual_words.result import VisualWordsResult
from models.class_names import class_name
from models.encoder.visual_words import RANKED, SIZE, ranked
from models.results import FloatArray

DIGITS = 4


class SaidDocument(BaseModel):
    """A word that a cell says."""

    word: str
    cosine: float = Field(description="Of the projected cell with the word's mean state inside captions.")


class CellDocument(BaseModel):
    """One cell of the grid."""

    row: int
    col: int
    clear: bool = Field(description="Near enough to any word; otherwise the cell says nothing.")
    words: list[SaidDocument] = Field(description="Nearest first.")
    classifier: list[str] = Field(description="The classifier's own classes for the cell alone, most probable first.")
    untrained: list[str] = Field(description="Nearest words of a projector with random weights.")
    elsewhere: list[str] = Field(description="Nearest words of the same cell of `other`.")


class AroundDocument(BaseModel):
    """What stands around a word in the captions that were learned from: counts, no caption."""

    word: str
    photos: int = Field(description="Photos of the training set with the word in a caption.")
    before: list[str] = Field(description="Content words most often right before it.")
    after: list[str]


class AskedDocument(BaseModel):
    """A word that was asked for."""

    typed: str
    word: str | None = Field(description="As it stands among the words; null where it does not.")
    cells: list[tuple[int, int]] = Field(description="Row and column of every cell that says it.")


class VisualWordsDocument(BaseModel):
    """Every cell of a photo shown at 448 x 448 pixels, squashed."""

    size: tuple[int, int]
    rows: int
    cols: int
    vocabulary: int = Field(description="Words that a cell can say.")
    threshold: float = Field(description="Cosine of the nearest word below which a cell says nothing.")
    other: str = Field(description="Sample whose cells stand beside.")
    cells: list[CellDocument] = Field(description="In reading order.")
    around: list[AroundDocument] = Field(description="Of every word that is first somewhere.")
    asked: AskedDocument | None
    cells_are_logits: float = Field(description="The classifier on every cell, averaged, against the logits.")


def visual_words_document(result: VisualWordsResult, language: str) -> VisualWordsDocument:
    """As found."""
    rows, cols = result.grid
    lists = Beside(result, language)
    return VisualWordsDocument(
        size=SIZE,
        rows=rows,
        cols=cols,
        vocabulary=len(result.words.words),
        threshold=round(result.words.threshold, DIGITS),
        other=result.other.id,
        cells=[_cell(item, result, lists) for item in range(rows * cols)],
        around=[around(int(word), result) for word in np.unique(result.said[:, 0])],
        asked=_asked(result),
        cells_are_logits=result.apart,
    )


class Beside:
    """The lists that stand beside the words of some cells, in their order."""

    def __init__(self, result: VisualWordsResult, language: str, cells: slice = slice(None)) -> None:
        words, classes = result.words.words, result.alone.shape[1]
        self.classifier = _named(result.alone[cells], lambda index: class_name(index, classes, language))
        self.untrained = _named(result.untrained[cells], words.__getitem__)
        self.elsewhere = _named(result.elsewhere[cells], words.__getitem__)


def _named(scores: FloatArray, name: Callable[[int], str]) -> list[list[str]]:
    return [[name(int(each)) for each in row] for row in ranked(scores)]


def around(word: int, result: VisualWordsResult) -> AroundDocument:
    """Of one word."""
    beside = result.words.beside[word]
    return AroundDocument(
        word=result.words.words[word],
        photos=beside.photos,
        before=list(beside.before),
        after=list(beside.after),
    )


def words_at(item: int, result: VisualWordsResult) -> list[SaidDocument]:
    """The ranked words of a cell."""
    return [
        SaidDocument(word=result.words.words[word], cosine=round(float(result.nearness[item, word]), DIGITS))
        for word in result.said[item]
    ]


def _cell(item: int, result: VisualWordsResult, lists: Beside) -> CellDocument:
    row, col = divmod(item, result.grid[1])
    return CellDocument(
        row=row,
        col=col,
        clear=bool(result.clear[item]),
        words=words_at(item, result),
        classifier=lists.classifier[item],
        untrained=lists.untrained[item],
        elsewhere=lists.elsewhere[item],
    )


def _asked(result: VisualWordsResult) -> AskedDocument | None:
    if result.asked is None:
        return None
    word = result.asked.word
    return AskedDocument(
        typed=result.asked.typed,
        word=None if word is None else result.words.words[word],
        cells=[divmod(int(item), result.grid[1]) for item in np.flatnonzero(result.asked.cells)],
    )


def visual_words_csv(result: VisualWordsResult) -> str:
    """A row a cell: where it is, whether it is clear, its words with their cosines."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    ranks = range(1, RANKED + 1)
    writer.writerow(["row", "col", "clear", *(f"{name}_{rank}" for rank in ranks for name in ("word", "cosine"))])
    for item in range(len(result.said)):
        said = [value for each in words_at(item, result) for value in (each.word, each.cosine)]
        writer.writerow([*divmod(item, result.grid[1]), int(result.clear[item]), *said])
    return text.getvalue()
