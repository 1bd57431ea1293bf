"""The documents of the shift API."""

from __future__ import annotations

from pydantic import BaseModel, Field

_SHIFTS = "Input pixels, rising."


class StageErrorsDocument(BaseModel):
    """The equivariance error of one stage at every shift."""

    stage: str
    reduction: int = Field(description="Input pixels per cell.")
    error: list[float] = Field(description="|| f(T x) - T f(x) || / || f(x) ||.")


class SweepDocument(BaseModel):
    """One photo moved along one axis."""

    backbone: str
    variant: str
    mode: str
    axis: str
    shifts: list[int] = Field(description=_SHIFTS)
    class_: int = Field(alias="class", description="The unmoved photo's most probable class.")
    name: str
    probability: list[float] = Field(description="Of that class.")
    top_class: list[int]
    cosine: list[float] = Field(description="Of the pooled features with the unmoved photo's.")
    stages: list[StageErrorsDocument]


class ConsistencyDocument(BaseModel):
    """How often two random shifts get the same top class, with its 95 % interval."""

    backbone: str
    variant: str
    mode: str
    pixels: int
    pairs: int
    share: float
    low: float
    high: float


class MoveDocument(BaseModel):
    """One shift of one stage, and the sweep."""

    dx: int
    dy: int
    stage: str
    reduction: int
    cells: list[float] = Field(description="Right, down: how far the map should move.")
    error: float
    frame: list[float] = Field(description="What of the photo the unmoved window shows: left, top, right, bottom.")
    sweep: SweepDocument


class WordShiftsDocument(BaseModel):
    """One word's map under the shift."""

    word: str
    index: int
    shifts: list[float] = Field(description="In pixels of 224.")
    score: list[float]
    cosine: list[float] = Field(description="Of the map, moved back, with the unmoved one.")


class NetworkShiftDocument(BaseModel):
    """The whole network under the shift; `words` and `consistency` with `start=1`."""

    sweep: SweepDocument
    consistency: list[ConsistencyDocument]
    words: list[WordShiftsDocument]


class PoolingKindDocument(BaseModel):
    """One kind of pooling."""

    kind: str
    kernel: int
    stride: int
    rows: int
    cols: int
    shifts: list[int] = Field(description="Cells.")
    change: list[float]
    error: list[float] = Field(description="What remains when the output is moved back.")
    invariance: float
    equivariance: float
    detail: float


class PoolingDocument(BaseModel):
    """Every kind of pooling on one map."""

    stage: str
    channels: int
    rows: int
    cols: int
    kinds: list[PoolingKindDocument]


class ShareDocument(BaseModel):
    """A measured share with its 95 % interval."""

    value: float
    low: float
    high: float
    photos: int
    pairs: int | None = None
    pixels: int | None = None


class SmallNetworkDocument(BaseModel):
    """One of the four small CNNs, as measured on photos it did not see."""

    backbone: str
    accuracy: ShareDocument
    consistency_crop: ShareDocument
    consistency_circular: ShareDocument
    parameters: int
    macs: int


class AlikeDocument(BaseModel):
    """Four small CNNs that differ in their pooling alone."""

    networks: list[SmallNetworkDocument]
    sweeps: list[SweepDocument]
    consistency: list[ConsistencyDocument]


class TurnSweepDocument(BaseModel):
    """One photo turned or zoomed."""

    backbone: str
    kind: str
    values: list[float] = Field(description="Degrees, or factors.")
    class_: int = Field(alias="class")
    name: str
    probability: list[float]
    top_class: list[int]
    cosine: list[float]
    averaged: list[float] = Field(description="Probability averaged over neighbouring values.")
    averaged_top_class: list[int]
    reach: float = Field(description="How far neighbours go: degrees, or octaves.")


class TurnDocument(BaseModel):
    """Rotation and scale."""

    sweeps: list[TurnSweepDocument]
