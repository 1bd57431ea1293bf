"""The documents of the hub's API."""

from __future__ import annotations

from pydantic import BaseModel, Field

from models.hub_results import Fit, HubKind, MapKind


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
