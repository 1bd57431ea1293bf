"""The siblings as JSON (the answer and its description at once) and as rows of a table."""

from __future__ import annotations

import csv
import io

from pydantic import BaseModel, Field

from app.panels.fusion.siblings.result import SiblingsResult
from models.class_names import coco_names
from models.fusion.regions.catalogue_names import SIBLING_SHAPES
from models.fusion.regions.photo import NO_CLASS, PhotoRegions
from models.fusion.regions.results import SiblingReading
from models.fusion.regions.table import SiblingTable
from models.results import FloatArray
from models.statistics import SeedInterval

DIGITS = 4


class RegionDocument(BaseModel):
    """One region of the photo."""

    index: int = Field(description="0 is the whole photo.")
    class_index: int | None = Field(description="Among COCO's 80 classes; null for the whole photo.")
    name: str | None
    score: float = Field(description="Of that class by NanoDet-g, 0..1; 0 for the whole photo.")
    box: tuple[float, float, float, float] = Field(description="Left, top, right, bottom as shares of the photo.")


class SiblingDocument(BaseModel):
    """One sibling on this photo and sentence."""

    name: str
    of: list[str] = Field(description="Famous models that join photo and sentence in the same way.")
    match: float = Field(description="0..1; 0.5 is the threshold that was fitted on Flickr8k's dev split.")
    logit: float = Field(description="Calibrated: its sigmoid is the match.")
    looks: list[list[float]] = Field(description="A row a word: its attention to each region.")
    tags: list[list[float]] | None = Field(
        description="The same to the region's class name, where names are words; with `looks` a row sums to 1."
    )
    asks: list[list[float]] = Field(description="A row a region: its attention to each word; sums to 1.")
    milliseconds: float = Field(description="Of the fusion alone.")


class SiblingsDocument(BaseModel):
    """A photo as regions, and three small models that read it so."""

    sentence: str
    words: list[str]
    regions: list[RegionDocument] = Field(description="The whole photo first, then boxes, surest first.")
    siblings: list[SiblingDocument]


class MeasuredSiblingDocument(BaseModel):
    """One sibling as measured, per cent: mean over seeds, low and high end of the 95 % interval."""

    name: str
    accuracy: list[float] = Field(description="True or swapped, Flickr8k's test split.")
    pointing: dict[str, list[float]] = Field(
        description="Caption words of eval_dev whose heaviest box has its centre on the thing: `all`, `person`, "
        "`not_person`."
    )
    parameters: int


class SiblingTableDocument(BaseModel):
    """What was measured on photos that were not trained on."""

    siblings: list[MeasuredSiblingDocument]
    words: int = Field(description="Caption words that were pointed at.")
    random_box: dict[str, float] = Field(description="Pointing with a box at random.")
    surest_box: dict[str, float] = Field(description="With the detector's surest box, whatever the word.")
    any_box: dict[str, float] = Field(
        description="Words on whose thing any box has its centre: no pointer does better."
    )
    floor: float = Field(description="Lowest score of a box that is a region; chosen on Flickr8k's dev split.")
    steps: int
    seeds: int


def siblings_document(result: SiblingsResult, language: str) -> SiblingsDocument:
    """Regions and readings."""
    return SiblingsDocument(
        sentence=result.heard.sentence,
        words=[word.text for word in result.heard.words],
        regions=region_documents(result.regions, language),
        siblings=[_sibling(each) for each in result.readings],
    )


def region_documents(regions: PhotoRegions, language: str) -> list[RegionDocument]:
    """All of a photo; names in a language."""
    names = coco_names(language)
    rows = zip(regions.classes, regions.sureness, regions.boxes, strict=True)
    return [
        RegionDocument(
            index=index,
            class_index=None if kind == NO_CLASS else kind,
            name=None if kind == NO_CLASS else names[kind],
            score=round(score, DIGITS),
            box=box,
        )
        for index, (kind, score, box) in enumerate(rows)
    ]


def _sibling(reading: SiblingReading) -> SiblingDocument:
    return SiblingDocument(
        name=reading.name,
        of=list(SIBLING_SHAPES[reading.name].of),
        match=round(reading.match, DIGITS),
        logit=round(reading.logit, DIGITS),
        looks=_rows(reading.looks),
        tags=None if reading.tags is None else _rows(reading.tags),
        asks=_rows(reading.asks),
        milliseconds=round(reading.milliseconds, 2),
    )


def _rows(values: FloatArray) -> list[list[float]]:
    return [[round(float(value), DIGITS) for value in row] for row in values]


def siblings_csv(result: SiblingsResult) -> str:
    """A row for each sibling, word and region; names in English."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(
        ["sibling", "word", "text", "region", "name", "left", "top", "right", "bottom", "look", "tag", "ask"]
    )
    regions = region_documents(result.regions, "en")
    for reading in map(_sibling, result.readings):
        for number, word in enumerate(result.heard.words):
            for region in regions:
                tag = "" if reading.tags is None else reading.tags[number][region.index]
                place = [round(edge, DIGITS) for edge in region.box]
                row = [reading.name, number, word.text, region.index, region.name or "", *place]
                writer.writerow([*row, reading.looks[number][region.index], tag, reading.asks[region.index][number]])
    return text.getvalue()


def sibling_table_document(table: SiblingTable) -> SiblingTableDocument:
    """As measured."""
    beside = table.baselines
    return SiblingTableDocument(
        siblings=[
            MeasuredSiblingDocument(
                name=row.name,
                accuracy=_interval(row.accuracy),
                pointing={group: _interval(each) for group, each in row.pointing},
                parameters=row.parameters,
            )
            for row in table.rows
        ],
        words=beside.words,
        random_box=_cent(beside.random_box),
        surest_box=_cent(beside.surest_box),
        any_box=_cent(beside.any_box),
        floor=table.floor,
        steps=table.steps,
        seeds=table.seeds,
    )


def _cent(found: dict[str, float]) -> dict[str, float]:
    return {group: round(value, 2) for group, value in found.items()}


def _interval(each: SeedInterval) -> list[float]:
    return [round(value, 2) for value in (each.mean, each.low, each.high)]
