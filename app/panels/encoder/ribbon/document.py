"""The sequence of a multimodal model as JSON: the answer and its description at once."""

from __future__ import annotations

from pydantic import BaseModel, Field

from app.panels.encoder.query import Way
from app.panels.encoder.ribbon.result import RibbonPhoto, RibbonResult
from models.encoder.photo_tokens_table import TokensTable

DIGITS = 5


class RibbonPhotoDocument(BaseModel):
    """One photo as k tokens."""

    sample: str
    tokens: int
    width: int
    attention: list[list[float]] | None = Field(description="Query by query over all places; null where pooled.")


class RibbonLawsDocument(BaseModel):
    """What must hold, as the largest difference that was found."""

    pooled: float = Field(description="Mean of the pooled tokens against the pooled vector.")
    attention: float = Field(description="Each query's attention against a sum of 1.")
    moved: float = Field(description="Tokens when places are shuffled together with their positions.")
    shut: float = Field(description="The text at gate 0 against the text alone.")
    sizes: list[int] = Field(description="Tokens of this photo at this size and at another.")


class TokensRowDocument(BaseModel):
    """How often a caption finds its photo by so many tokens."""

    way: Way
    k: int
    first: float = Field(description="Per cent of captions whose photo comes first, mean over seeds.")
    first_interval: tuple[float, float] = Field(description="95 %, Student's t over seeds.")
    first_ten: float = Field(description="Per cent of captions whose photo is among the first ten.")
    first_ten_interval: tuple[float, float]


class TokensTableDocument(BaseModel):
    """Retrieval on Flickr8k's test photos, on which nothing was trained."""

    photos: int
    seeds: int
    chance: tuple[float, float] = Field(description="Per cent that guessing finds: first, among the first ten.")
    rows: list[TokensRowDocument]


class RibbonDocument(BaseModel):
    """Everything that a multimodal model would receive, in order: photos between separators, then the sentence."""

    way: Way
    k: int = Field(description="Tokens a photo.")
    photos: list[RibbonPhotoDocument]
    pieces: list[str] = Field(description="Of the sentence.")
    separators: int
    total: int
    gate: float
    text: str = Field(description="Fingerprint of the text alone.")
    seen: str = Field(description="Fingerprint of the text after it looked at the photos through the gate.")
    change: float = Field(description="How far the text moved, as a share of its own length.")
    laws: RibbonLawsDocument
    measured: TokensTableDocument


def ribbon_document(result: RibbonResult, way: Way, count: int, gate: float) -> RibbonDocument:
    """As found."""
    return RibbonDocument(
        way=way,
        k=count,
        photos=[_photo(each) for each in result.photos],
        pieces=list(result.pieces),
        separators=result.separators,
        total=result.total,
        gate=gate,
        text=result.text,
        seen=result.seen,
        change=round(result.change, DIGITS),
        laws=RibbonLawsDocument(**{**vars(result.laws), "sizes": list(result.laws.sizes)}),
        measured=_measured(result.measured),
    )


def _measured(table: TokensTable) -> TokensTableDocument:
    rows = [
        TokensRowDocument(
            way=Way(each.way),
            k=each.count,
            first=round(each.first.mean, 1),
            first_interval=(round(each.first.low, 1), round(each.first.high, 1)),
            first_ten=round(each.first_ten.mean, 1),
            first_ten_interval=(round(each.first_ten.low, 1), round(each.first_ten.high, 1)),
        )
        for each in table.rows
    ]
    return TokensTableDocument(photos=table.photos, seeds=table.seeds, chance=table.chance, rows=rows)


def _photo(photo: RibbonPhoto) -> RibbonPhotoDocument:
    rows = None
    if photo.attention is not None:
        rows = [[round(float(value), DIGITS) for value in row] for row in photo.attention]
    tokens, width = photo.tokens.shape
    return RibbonPhotoDocument(sample=photo.sample.id, tokens=tokens, width=width, attention=rows)
