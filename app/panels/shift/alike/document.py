"""The numbers of `alike`: what the API answers with, and the rows of its table."""

from __future__ import annotations

from pydantic import BaseModel, Field

from app.panels.shift.alike.result import AlikeResult
from app.panels.shift.consistency_document import ConsistencyDocument, consistency_document
from app.panels.shift.sweep_document import SweepDocument, sweep_document, sweep_table
from app.panels.shift.table import Table
from models.class_names import CALTECH_CLASSES
from models.registry import SMALL
from models.weights import known


class ShareDocument(BaseModel):
    """A measured share with its 95 % interval."""

    value: float
    low: float
    high: float
    pairs: int | None = None
    photos: int
    pixels: int | None = None


class SmallNetworkDocument(BaseModel):
    """One of the four small CNNs, as measured on photos it did not see."""

    backbone: str
    accuracy: ShareDocument
    consistency_crop: ShareDocument
    consistency_circular: ShareDocument
    consistency_crop_right: ShareDocument | None = Field(None, description="Of photos that are classified right alone.")
    consistency_circular_right: ShareDocument | None = None
    against_max: dict[str, ShareDocument] | None = Field(None, description="Paired differences to max pooling.")
    parameters: int
    macs: int


class AlikeDocument(BaseModel):
    """Four small CNNs that differ in their pooling alone."""

    networks: list[SmallNetworkDocument]
    sweeps: list[SweepDocument]
    consistency: list[ConsistencyDocument]


def alike_document(result: AlikeResult, language: str) -> AlikeDocument:
    """What was measured when they were trained, and what they do on this photo."""
    return AlikeDocument(
        networks=[SmallNetworkDocument(backbone=net, **known(net).metrics) for net in SMALL],
        sweeps=_sweeps(result, language),
        consistency=[consistency_document(each) for each in result.consistencies],
    )


def alike_table(result: AlikeResult, language: str) -> Table:
    """A row per network and shift."""
    return sweep_table(_sweeps(result, language))


def _sweeps(result: AlikeResult, language: str) -> list[SweepDocument]:
    return [sweep_document(each, CALTECH_CLASSES, language) for each in result.sweeps]
