"""The documents of the layers API: a network's stages, their channels, and classes with their maps."""

from __future__ import annotations

from pydantic import BaseModel, Field

_BOX = "left, top, right, bottom as fractions of the photo"


class NetworkDocument(BaseModel):
    """One backbone of the chooser."""

    backbone: str
    title: str
    prepared: bool = Field(description="Answers at once; otherwise the first request prepares it, about ten seconds.")
    links: dict[str, str]


class NetworksDocument(BaseModel):
    """What the photo can be shown to."""

    backbones: list[NetworkDocument]


class StageDocument(BaseModel):
    """One stage of a network."""

    stage: str
    channels: int
    rows: int
    cols: int
    reduction: int = Field(description="Input pixels per cell, along each axis.")
    parameters: int
    macs: int = Field(description="Multiply-accumulates for one photo.")
    milliseconds: float | None = Field(description="With `times=1`: measured on this server.")


class ArchitectureDocument(BaseModel):
    """A network before it runs; the classifier is counted in the totals."""

    backbone: str
    input_size: int
    parameters: int
    macs: int
    milliseconds: float | None
    threads: int | None
    stages: list[StageDocument]


class ChannelRowDocument(BaseModel):
    """One channel of a stage, in numbers."""

    channel: int
    activity: float = Field(description="Mean of the absolute values.")
    contrast: float = Field(description="Standard deviation over places.")
    low: float
    high: float


class ChannelsDocument(BaseModel):
    """All channels of a stage, in the order that was asked for."""

    backbone: str
    stage: str
    order: str
    rows: int
    cols: int
    signed: bool = Field(description="Values may be negative.")
    channels: list[ChannelRowDocument]


class PlaceDocument(BaseModel):
    """One cell."""

    row: int
    col: int
    value: float
    box: list[float] = Field(description=_BOX)


class ChannelDocument(BaseModel):
    """One channel: the value of every cell, row by row over the whole photo."""

    backbone: str
    stage: str
    channel: int
    values: list[list[float]]
    strongest: list[PlaceDocument]


class ClassRowDocument(BaseModel):
    """One class."""

    class_: int = Field(alias="class")
    name: str
    probability: float
    logit: float
    links: dict[str, str]


class ClassesDocument(BaseModel):
    """The most probable classes."""

    backbone: str
    classes: list[ClassRowDocument]


class ClassMapDocument(BaseModel):
    """Where one class is seen; for a CAM, mean of the values + bias = logit."""

    backbone: str
    class_: int = Field(alias="class")
    name: str
    probability: float
    logit: float
    kind: str = Field(description="`cam` or `grad_cam`")
    stage: str
    nothing: bool = Field(description="The map is constant or nowhere positive.")
    values: list[list[float]] = Field(description="Row by row over the whole photo.")
