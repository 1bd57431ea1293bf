"""A caption as JSON: the answer and its description at once."""

from __future__ import annotations

from pydantic import BaseModel, Field

from app.panels.encoder.caption.result import CaptionResult
from app.panels.encoder.language_model import MeanDocument, mean_document, means_document, short
from models.captioner.results import Given, Piece, WrittenWord
from models.captioner.table import CaptionerTable


class PieceDocument(BaseModel):
    """One token."""

    token: int = Field(description="Its number in the language model's vocabulary.")
    text: str = Field(description="Empty for the end of the caption.")
    with_photo: float = Field(description="Probability where the photo's places were given.")
    without: float = Field(description="Probability of the same token after the same words, where they were not.")
    likeliest: list[tuple[str, float]] = Field(description="The three likeliest tokens with the photo.")
    likeliest_alone: list[tuple[str, float]] = Field(description="The three likeliest without it.")


class WordDocument(BaseModel):
    """One word; its probabilities are the products of its tokens'."""

    text: str = Field(description="Empty for the end of the caption.")
    with_photo: float
    without: float
    tokens: list[PieceDocument]


class GivenDocument(BaseModel):
    """The sequence that stands before the caption."""

    before: list[str] = Field(description="Tokens of the words before the photo.")
    places: int = Field(description="Vectors of the photo, row by row.")
    after: list[str] = Field(description="Tokens of the words after it.")
    total: int
    width: int = Field(description="Numbers of a place from the CNN.")
    vectors: int = Field(description="Numbers of a vector that the language model reads.")
    trained: int = Field(description="Numbers of the projector, which alone was trained.")
    captions: int = Field(description="Captions that it was trained on.")


class CaptionerTableDocument(BaseModel):
    """What `python -m benchmarks.captioner` measured on Flickr8k's test split."""

    photos: int
    losses: dict[str, MeanDocument] = Field(description="Nats a token: own photo, without, another photo, words alone.")
    pairs: dict[str, MeanDocument] = Field(description="Differences of these, photo by photo.")
    better: float = Field(description="Photos whose caption loses less with its own photo than without any.")
    swaps: dict[str, MeanDocument] = Field(description="What a caption loses when `dog` is `cat`: nats a caption.")
    swapped: int = Field(description="Captions that were swapped.")
    written: int = Field(description="Photos of which captions were written.")
    nouns: MeanDocument = Field(description="Nouns of these that a person says of the photo too.")
    nouns_other: MeanDocument = Field(description="Nouns of these that a person says of another photo.")
    grey: str = Field(description="What is written for a photo of one grey.")


class CaptionDocument(BaseModel):
    """What is given, what was written, what was measured."""

    installed: bool = Field(description="Whether the extra `llm` is installed; without it there is no caption.")
    given: Given
    sequence: GivenDocument
    caption: str | None
    words: list[WordDocument]
    measured: CaptionerTableDocument | None


def caption_document(result: CaptionResult) -> CaptionDocument:
    """As found."""
    facts, caption = result.facts, result.caption
    return CaptionDocument(
        installed=result.installed,
        given=result.given,
        sequence=GivenDocument(
            before=list(facts.before),
            places=facts.places,
            after=list(facts.after),
            total=facts.total,
            width=facts.width,
            vectors=facts.vectors,
            trained=facts.trained,
            captions=facts.captions,
        ),
        caption=caption.text if caption else None,
        words=[_word(word) for word in caption.words] if caption else [],
        measured=_table(result.table) if result.table else None,
    )


def _word(word: WrittenWord) -> WordDocument:
    return WordDocument(
        text=word.text,
        with_photo=short(word.with_photo),
        without=short(word.without),
        tokens=[_piece(piece) for piece in word.pieces],
    )


def _piece(piece: Piece) -> PieceDocument:
    return PieceDocument(
        token=piece.token,
        text=piece.text,
        with_photo=short(piece.with_photo),
        without=short(piece.without),
        likeliest=[(text, short(share)) for text, share in piece.likeliest],
        likeliest_alone=[(text, short(share)) for text, share in piece.likeliest_alone],
    )


def _table(table: CaptionerTable) -> CaptionerTableDocument:
    return CaptionerTableDocument(
        photos=table.photos,
        losses=means_document(table.losses),
        pairs=means_document(table.pairs),
        better=table.better,
        swaps=means_document(table.swaps),
        swapped=table.swapped,
        written=table.written,
        nouns=mean_document(table.nouns),
        nouns_other=mean_document(table.nouns_other),
        grey=table.grey,
    )
