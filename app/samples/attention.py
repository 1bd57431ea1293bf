"""The JSON of a sentence's attention: what the HTTP API answers, its description, and what the command line prints."""

from __future__ import annotations

from typing import Any

import numpy as np
from pydantic import BaseModel, Field

from app.samples.document import PhotoSize
from models.results import FloatArray, SentenceAttention, WordAttention

DECIMALS = 7  # a cell of a 28 x 28 map holds 0.0013 on average: four digits of it


class WordDocument(BaseModel):
    """One word: where it looks, and how surely it is there."""

    text: str
    start: int
    end: int
    kind: str = Field(
        description="`content`; `function` (names no thing), `number` (not counted), `negation` (not read) or "
        "`unknown` (nobody here knows it), none of which is judged."
    )
    negated: bool = Field(description="A negation before it takes it back (`no dog`): it has no vote in `match`.")
    read_as: str | None = Field(None, description="Of a Chinese word: the English that the text model reads for it.")
    score: float = Field(description="0..1: how surely what the word names is in the photo.")
    found: bool = Field(description="Score at or above `threshold`, and a content word.")
    attention: list[list[float]] = Field(description="Mean over heads; sums to 1.")
    evidence: list[list[float]] = Field(description="Attention times agreement; 0 where nothing speaks for the word.")
    heads: list[list[list[float]]] | None = Field(None, description="With `heads=1`: every head's own attention.")


class AttentionDocument(BaseModel):
    """Where each word of a sentence looks in a photo."""

    image: PhotoSize
    sentence: str
    match: float | None = Field(
        description="0..1: the scores of the words that vote, averaged by how much each matters; null where none does."
    )
    grid: list[int] = Field(description="[rows, columns]")
    threshold: float
    cut_at: int | None = Field(description="Offset from which the text model read nothing; null when it read all.")
    words: list[WordDocument]

    def as_json(self) -> dict[str, Any]:
        """As plain values; fields that are not set are absent."""
        return self.model_dump(exclude_unset=True)


def attention_document(result: SentenceAttention, heads: bool = False) -> AttentionDocument:
    """Of one photo and one sentence; maps are rows of columns over the whole upright photo.

    `heads` adds every head's own map, (heads, rows, columns).
    """
    return AttentionDocument(
        image=PhotoSize(width=result.width, height=result.height),
        sentence=result.sentence,
        match=None if result.match is None else _number(result.match),
        grid=list(result.grid),
        threshold=_number(result.threshold),
        cut_at=result.cut_at,
        words=[_word(word, heads) for word in result.words],
    )


def _word(word: WordAttention, heads: bool) -> WordDocument:
    document = WordDocument(
        text=word.word.text,
        start=word.word.start,
        end=word.word.end,
        kind=word.word.kind.value,
        negated=word.word.negated,
        score=_number(word.score),
        found=bool(word.found),
        attention=_rounded(word.attention.mean(axis=0)),
        evidence=_rounded(word.evidence),
    )
    if word.word.read_as:
        document.read_as = word.word.read_as
    if heads:
        document.heads = _rounded(word.attention)
    return document


def _number(value: float) -> float:
    return round(float(value), DECIMALS)


def _rounded(array: FloatArray) -> list[Any]:
    """Nested lists; as float64, so that a number prints with no more digits than it was rounded to."""
    rows: list[Any] = np.round(array.astype(np.float64), DECIMALS).tolist()
    return rows
