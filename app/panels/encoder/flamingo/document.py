"""The gated language model as JSON and CSV: the answer and its description at once."""

from __future__ import annotations

import csv
import io

from pydantic import BaseModel, Field

from app.engines.flamingo import Told
from app.panels.encoder.flamingo.result import FlamingoResult
from app.panels.encoder.language_model import MeanDocument, mean_document, means_document, short
from models.captioner.gated.table import GatedTable
from models.captioner.results import WrittenWord
from models.results import FloatArray


class GateDocument(BaseModel):
    """One gated layer."""

    before: int = Field(description="The block of the language model that it stands before, counted from 1.")
    attention: float = Field(description="What passes the gate of attention as learnt: tanh, -1 to 1.")
    feed_forward: float = Field(description="What passes the gate of the feed-forward layer as learnt.")


class GatedWordDocument(BaseModel):
    """One word; its probabilities are the products of its tokens'."""

    text: str = Field(description="Empty for the end.")
    opened: float = Field(description="Probability with the gates as asked for.")
    shut: float = Field(description="With the gates shut: the language model as it was, without the photo.")
    likeliest_shut: list[tuple[str, float]] = Field(description="Likeliest tokens in its place with the gates shut.")
    looks: list[list[list[float]]] = Field(
        description="Where it was looked for when its probability was made: a grid of the photo (rows, columns) for "
        "each gated layer, the mean of all heads; each sums to 1."
    )


class GatedTableDocument(BaseModel):
    """What `python -m benchmarks.flamingo` measured on Flickr8k's test split."""

    photos: int
    losses: dict[str, MeanDocument] = Field(
        description="Nats a token: its own photo, the mean photo, other photos, gates shut."
    )
    pairs: dict[str, MeanDocument] = Field(description="Differences of these, photo by photo.")
    each: list[float] = Field(description="Mean loss with another photo, for each random swap of all photos.")
    better: list[float] = Field(description="Share of photos whose caption loses less with its own, for each swap.")
    written: int = Field(description="Photos of which captions were written.")
    nouns: MeanDocument = Field(description="Nouns of these that a person says of the photo too.")
    nouns_other: MeanDocument = Field(description="Nouns of these that a person says of another photo.")
    shut: str = Field(description="What is written with the gates shut.")


class FlamingoDocument(BaseModel):
    """What stands between the blocks, the words, what was measured."""

    installed: bool = Field(description="Whether the extra `llm` is installed; without it there are no words.")
    told: Told
    open: float = Field(description="Share of what the gates let pass as learnt.")
    places: int = Field(description="Cells of the photo that words may look at.")
    trained: int = Field(description="Numbers of the gated layers, which alone were trained.")
    captions: int = Field(description="Captions that they were trained on.")
    gates: list[GateDocument]
    text: str | None
    cut: bool = Field(description="Whether the sentence is longer than what is read.")
    words: list[GatedWordDocument]
    shared: float | None = Field(
        description="What the looks of two words have in common, the mean over all pairs: 1 where all look alike."
    )
    measured: GatedTableDocument | None


def flamingo_document(result: FlamingoResult) -> FlamingoDocument:
    """As found."""
    facts, reading = result.facts, result.reading
    return FlamingoDocument(
        installed=result.installed,
        told=result.told,
        open=result.share,
        places=facts.places,
        trained=facts.trained,
        captions=facts.captions,
        gates=[
            GateDocument(before=block + 1, attention=ask, feed_forward=feed)
            for block, (ask, feed) in zip(facts.before, facts.passes, strict=True)
        ],
        text=reading.caption.text if reading else None,
        cut=bool(reading and reading.cut),
        words=[_word(word, grid) for word, grid in zip(reading.caption.words, _looks(result), strict=True)]
        if reading
        else [],
        shared=short(reading.shared()) if reading else None,
        measured=_table(result.table) if result.table else None,
    )


def flamingo_csv(result: FlamingoResult) -> str:
    """A row for each word, layer and cell; only the heads where there is no language model."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["word", "text", "opened", "shut", "before", "row", "col", "look"])
    for number, word in enumerate(flamingo_document(result).words):
        for block, grid in zip(result.facts.before, word.looks, strict=True):
            for row, cells in enumerate(grid):
                for col, look in enumerate(cells):
                    writer.writerow([number, word.text, word.opened, word.shut, block + 1, row, col, look])
    return text.getvalue()


def _looks(result: FlamingoResult) -> list[list[FloatArray]]:
    """Of every word, a grid a layer."""
    assert result.reading is not None
    layers = [result.reading.word_looks(layer) for layer in range(len(result.facts.before))]
    return [[each[word].reshape(result.facts.side, -1) for each in layers] for word in range(len(layers[0]))]


def _word(word: WrittenWord, grids: list[FloatArray]) -> GatedWordDocument:
    return GatedWordDocument(
        text=word.text,
        opened=short(word.with_photo),
        shut=short(word.without),
        likeliest_shut=[(text, short(share)) for text, share in word.pieces[0].likeliest_alone],
        looks=[[[short(cell) for cell in row] for row in grid.tolist()] for grid in grids],
    )


def _table(table: GatedTable) -> GatedTableDocument:
    return GatedTableDocument(
        photos=table.photos,
        losses=means_document(table.losses),
        pairs=means_document(table.pairs),
        each=list(table.each),
        better=list(table.better),
        written=table.written,
        nouns=mean_document(table.nouns),
        nouns_other=mean_document(table.nouns_other),
        shut=table.shut,
    )
