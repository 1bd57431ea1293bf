"""What end models answer and what an encoder hands over, as JSON: the answer and its description at once."""

from __future__ import annotations

from pydantic import BaseModel, Field

from app.panels.encoder.outputs.forms import HandedForm, handed_forms
from app.panels.encoder.outputs.result import OutputsResult
from models.class_names import class_name, coco_names
from models.encoder_results import Identities, RegionKind
from models.engine.lab.stages import softmax
from models.results import FloatArray

DIGITS, TOP = 5, 5


class ClassDocument(BaseModel):
    """One class that an end model names."""

    index: int
    name: str
    probability: float


class ThingDocument(BaseModel):
    """One box with its name."""

    index: int = Field(description="Among COCO's 80 classes.")
    name: str
    score: float
    box: tuple[float, float, float, float] = Field(description="Left, top, right, bottom as shares of the photo.")


class FormDocument(BaseModel):
    """One form in which features are handed over."""

    name: str = Field(description="`grid`, `sequence`, `regions` or `pooled`.")
    shape: list[int]
    numbers: int
    bytes: int = Field(description="As 32-bit floats.")
    fingerprint: str = Field(description="Twelve hex digits of SHA-256 over shape and every bit.")


class SentenceRunDocument(BaseModel):
    """One sentence beside the photo."""

    sentence: str
    features: str = Field(description="Fingerprint of the grid, from a run for this sentence.")
    match: float | None = Field(description="Of photo and sentence, 0..1, by the words' cross-attention.")
    fused: str = Field(description="Fingerprint of the evidence maps of all words.")


class IdentitiesDocument(BaseModel):
    """What must hold, as the largest difference found on this photo."""

    mean_is_pooled: float = Field(description="Mean of the sequence against the network's own pooling.")
    cells_are_logits: float = Field(description="The classifier on every cell, averaged, against the logits.")
    regions_are_pooled: float = Field(description="Area-weighted mean of regions that tile the photo, and the pooling.")
    regions: int = Field(description="Regions that tile it.")
    planted: int = Field(description="Cells (r, c) that were made bright and came out as item r W + c.")
    cells: int


class OutputsDocument(BaseModel):
    """Both roles of one CNN on one photo."""

    size: tuple[int, int] = Field(description="Height and width in which the photo is shown, pixels.")
    classes: list[ClassDocument] = Field(description="Most probable first.")
    things: list[ThingDocument]
    forms: list[FormDocument]
    regions: RegionKind
    areas: list[float] = Field(description="Of each region, as a share of the photo.")
    pooled: list[float]
    sentences: list[SentenceRunDocument] = Field(description="The sample's own, then the other one.")
    identities: IdentitiesDocument


def outputs_document(result: OutputsResult, language: str) -> OutputsDocument:
    """Everything but the grid itself, which is in the NPZ."""
    names = coco_names(language)
    return OutputsDocument(
        size=result.encoded.size,
        classes=top_classes(result.encoded.logits, language),
        things=[
            ThingDocument(index=each.class_index, name=names[each.class_index], score=_round(each.score), box=each.box)
            for each in result.found
        ],
        forms=[_form(each) for each in handed_forms(result)],
        regions=result.regions.kind,
        areas=[_round(float(area)) for area in result.regions.areas],
        pooled=[_round(float(value)) for value in result.encoded.pooled],
        sentences=[SentenceRunDocument(**vars(run)) for run in result.runs],
        identities=_identities(result.identities),
    )


def top_classes(logits: FloatArray, language: str, count: int = TOP) -> list[ClassDocument]:
    """The most probable classes of logits (classes,)."""
    shares = softmax(logits)
    return [
        ClassDocument(
            index=int(index),
            name=class_name(int(index), len(logits), language),
            probability=_round(float(shares[index])),
        )
        for index in (-shares).argsort(kind="stable")[:count]
    ]


def _form(form: HandedForm) -> FormDocument:
    return FormDocument(
        name=form.form.value,
        shape=list(form.shape),
        numbers=form.numbers,
        bytes=form.bytes,
        fingerprint=form.fingerprint,
    )


def _identities(found: Identities) -> IdentitiesDocument:
    return IdentitiesDocument(**vars(found))


def _round(value: float) -> float:
    return round(value, DIGITS)
