"""A word's, a phrase's or the sentence's maps as JSON: the answer of the API, its OpenAPI, and what `attend` prints."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from app.samples.attention import DECIMALS
from app.samples.document import PhotoSize
from models.results import FloatArray, SentenceAttention
from models.spans import SpanAttention


class SpanDocument(BaseModel):
    """One map and one score for a word, a phrase or the sentence."""

    image: PhotoSize
    sentence: str
    text: str = Field(description="sentence[start:end]")
    start: int
    end: int
    words: list[int] = Field(description="[first, last]: numbers of its words in the sentence, from 0.")
    score: float | None = Field(
        description="0..1. Of a word: how surely what it names is in the photo. Of a phrase: the score whose log-odds "
        "are the mean of those of its judged words. Of the sentence: its match. Null where no word is judged."
    )
    found: bool = Field(
        description="Score at or above `threshold`; of the sentence, whether one of its words is found."
    )
    threshold: float
    grid: list[int] = Field(description="[rows, columns]")
    attention: list[list[float]] = Field(description="Mean over heads and over the words; sums to 1.")
    evidence: list[list[float]] = Field(description="Mean over the words that are judged.")

    def as_json(self) -> dict[str, Any]:
        """As plain values."""
        return self.model_dump()


def span_document(result: SentenceAttention, span: SpanAttention) -> SpanDocument:
    """Of a word, a phrase or the sentence."""
    return SpanDocument(
        image=PhotoSize(width=result.width, height=result.height),
        sentence=result.sentence,
        text=span.text,
        start=span.start,
        end=span.end,
        words=[span.first, span.last],
        score=None if span.score is None else round(span.score, DECIMALS),
        found=span.found,
        threshold=round(result.threshold, DECIMALS),
        grid=list(result.grid),
        attention=_rows(span.attention.mean(axis=0)),
        evidence=_rows(span.evidence),
    )


def _rows(grid: FloatArray) -> list[list[float]]:
    rows: list[list[float]] = grid.astype("float64").round(DECIMALS).tolist()
    return rows
