"""Channels of a stage as plain numbers."""

from __future__ import annotations

from pydantic import BaseModel, Field

from app.engines.lab import Look
from app.panels.layers.maps.depths import Depth
from app.panels.layers.numbers import value_rows
from models.feature_maps import ChannelOrder, activity, channel_order, check_channel, strongest_places


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
    box: list[float] = Field(description="left, top, right, bottom as fractions of the photo")


class ChannelDocument(BaseModel):
    """One channel: the value of every cell, row by row over the whole photo."""

    backbone: str
    stage: str
    channel: int
    values: list[list[float]]
    strongest: list[PlaceDocument]


def channels_document(look: Look, stage: str, order: ChannelOrder) -> ChannelsDocument:
    """Every channel of a stage in order; raises InvalidArgument when there is no such stage."""
    features = look.stage(stage)
    active, contrast = (activity(features.maps, each) for each in (ChannelOrder.ACTIVITY, ChannelOrder.CONTRAST))
    low, high = features.maps.min((1, 2)), features.maps.max((1, 2))
    _, rows, cols = features.maps.shape
    return ChannelsDocument(
        backbone=look.plan.backbone,
        stage=stage,
        order=order.value,
        rows=rows,
        cols=cols,
        signed=features.signed,
        channels=[
            ChannelRowDocument(channel=n, activity=active[n], contrast=contrast[n], low=low[n], high=high[n])
            for n in channel_order(features.maps, order).tolist()
        ],
    )


def channel_document(look: Look, stage: str, channel: int) -> ChannelDocument:
    """The values of one channel; raises InvalidArgument when there is no such stage or channel."""
    features = look.stage(stage)
    check_channel(features, channel)
    return ChannelDocument(
        backbone=look.plan.backbone,
        stage=stage,
        channel=channel,
        values=value_rows(features.maps[channel]),
        strongest=[
            PlaceDocument(row=place.row, col=place.col, value=place.value, box=list(place.box))
            for place in strongest_places(features, channel)
        ],
    )


class PatchDocument(BaseModel):
    """A strong cell, and what it depends on."""

    channel: int
    row: int
    col: int
    value: float
    centre: list[float] = Field(description="x, y of the energy of its gradient, as fractions of the photo.")
    side: float = Field(description="Of a square as large as the pixels that hold 90 % of it; of the input's side.")


class DepthDocument(BaseModel):
    """One stage of the row from low to high."""

    level: str = Field(description="`low`, `early`, `middle` or `high`")
    stage: str
    shape: list[int] = Field(description="[channels, rows, columns]")
    field: int | None = Field(description="Side of what its cells can see, input pixels; null when everything.")
    effective: float = Field(description="Mean side of what its patches depend on, input pixels.")
    patches: list[PatchDocument]


class DepthsDocument(BaseModel):
    """Low, middle, high."""

    backbone: str
    depths: list[DepthDocument]


def depths_document(look: Look, depths: tuple[Depth, ...]) -> DepthsDocument:
    """Four stages with their strongest patches."""
    return DepthsDocument(backbone=look.plan.backbone, depths=[_depth(each) for each in depths])


def _depth(depth: Depth) -> DepthDocument:
    return DepthDocument(
        level=depth.level,
        stage=depth.stage,
        shape=[depth.channels, depth.rows, depth.cols],
        field=depth.field,
        effective=depth.effective,
        patches=[
            PatchDocument(
                channel=patch.channel,
                row=patch.row,
                col=patch.col,
                value=patch.value,
                centre=list(patch.centre),
                side=patch.side,
            )
            for patch in depth.patches
        ],
    )
