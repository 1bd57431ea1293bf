"""A reading of the hub as JSON: the answer and its description at once."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

from app.engines.hub import HubState
from models.hub_results import Fit, HubFacts, HubKind, HubReading, MapKind
from models.results import FloatArray


class HubDocument(BaseModel):
    """What this server has for CLIP and BLIP checkpoints."""

    installed: bool = Field(description="Whether the extra `hub` is installed.")
    downloads: bool = Field(description="Whether checkpoints may be fetched by name.")
    models: list[str] = Field(description="Checkpoints in the server's folder.")


class HubFactsDocument(BaseModel):
    """One checkpoint."""

    name: str
    kind: HubKind
    parameters: int
    size: int = Field(description="Side of the square that it reads, in pixels.")
    grid: list[int] = Field(description="Rows and columns of places.")
    layers: int
    heads: int
    tokens: int = Field(description="Most tokens of a sentence.")
    fits: list[Fit]


class HubWordDocument(BaseModel):
    """One word that was read."""

    text: str
    start: int
    end: int
    kind: str


class HubMapDocument(BaseModel):
    """One kind of map, over `frame`."""

    kind: MapKind
    words: list[list[list[float]]] = Field(description="Per word, rows of cells.")
    sentence: list[list[float]]


class HubSentenceDocument(BaseModel):
    """Another sentence on the same photo."""

    sentence: str
    match: float


class HubReadingDocument(BaseModel):
    """One checkpoint on one photo and sentence."""

    model: HubFactsDocument
    fit: Fit
    frame: list[float] = Field(description="Left, top, right, bottom: what the model sees, as fractions of the photo.")
    sentence: str
    words: list[HubWordDocument]
    cut_at: int | None = Field(description="Character from which nothing was read.")
    tokens: list[str]
    match: float = Field(description="BLIP: its head's probability. CLIP: share among the sentence and the others.")
    logit: float
    cosine: float | None = Field(description="CLIP only.")
    others: list[HubSentenceDocument]
    maps: list[HubMapDocument]
    attention: list[list[list[list[float]]]] | None = Field(
        description="BLIP with `weights=1`: layers x heads x tokens x places; rows sum to 1."
    )
    gradient: list[list[list[list[float]]]] | None = Field(description="The same times the positive gradient.")
    class_token: list[list[list[float]]] | None = Field(
        description="BLIP: layers x heads x tokens, the share of attention that goes to no place."
    )
    milliseconds: float


def state_document(state: HubState) -> HubDocument:
    """What this server has."""
    return HubDocument(installed=state.installed, downloads=state.downloads, models=list(state.names))


def reading_document(reading: HubReading, weights: bool) -> HubReadingDocument:
    """Everything; every layer and head only when asked for."""
    cross = reading.reading.attentions[0].weights if reading.reading.attentions and weights else None
    return HubReadingDocument(
        model=_facts(reading.facts),
        fit=reading.fit,
        frame=list(reading.frame),
        sentence=reading.sentence,
        words=[
            HubWordDocument(text=word.text, start=word.start, end=word.end, kind=word.kind.value)
            for word in reading.words
        ],
        cut_at=reading.cut_at,
        tokens=list(reading.tokens),
        match=reading.reading.match,
        logit=reading.reading.logit,
        cosine=reading.cosine,
        others=[HubSentenceDocument(sentence=each.sentence, match=each.match) for each in reading.rivals],
        maps=[
            HubMapDocument(kind=each.kind, words=_numbers(each.words), sentence=_numbers(each.sentence))
            for each in reading.maps
        ],
        attention=_numbers(cross),
        gradient=_numbers(reading.gradients if weights else None),
        class_token=_numbers(reading.elsewhere),
        milliseconds=round(reading.reading.milliseconds, 2),
    )


def _facts(facts: HubFacts) -> HubFactsDocument:
    return HubFactsDocument(
        name=facts.name,
        kind=facts.kind,
        parameters=facts.parameters,
        size=facts.size,
        grid=list(facts.grid),
        layers=facts.layers,
        heads=facts.heads,
        tokens=facts.tokens,
        fits=list(facts.fits),
    )


def _numbers(values: FloatArray | None) -> Any:
    """Nested lists, five digits each."""
    if values is None:
        return None
    if values.ndim > 1:
        return [_numbers(each) for each in values]
    return [float(f"{each:.4e}") for each in values.tolist()]
