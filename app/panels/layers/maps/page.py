"""What the template of the sub-view `maps` reads."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.panels.layers.maps.channel import LargeChannel, draw_channel
from app.panels.layers.maps.depth_row import DepthCard, draw_depths
from app.panels.layers.maps.mosaic import Mosaic, draw_mosaic, draw_scale
from app.panels.layers.maps.result import MapsFindings, one_channel
from app.panels.layers.numbers import value
from app.panels.layers.query import COLOURS
from app.panels.layers.scene import LayersScene
from app.panels.overlay import OverBox, Overlay, OverScale
from models.feature_maps import cell_box
from models.lab_results.maps import Box


@dataclass(frozen=True)
class Colours:
    """All channels as three colours."""

    picture: str
    href: str
    explained: tuple[float, float, float]
    current: bool


@dataclass(frozen=True)
class HeldCell:
    """The cell that the address names."""

    row: int
    col: int
    value: str | None  # None where all channels are shown
    box: Box
    release: str  # the address without it


@dataclass(frozen=True)
class MapsPage:
    """The sub-view as a whole; `channel` is None where all channels are shown as colours."""

    stage: str
    signed: bool
    depths: tuple[DepthCard, ...]
    depths_api: str
    mosaic: Mosaic
    channel: LargeChannel | None
    colours: Colours
    cell: HeldCell | None


def draw_maps(findings: MapsFindings, scene: LayersScene) -> MapsPage:
    """The mosaic, the channel and the colours."""
    features, channel = findings.features, findings.channel
    return MapsPage(
        stage=features.stage,
        signed=features.signed,
        depths=draw_depths(findings.depths, scene),
        depths_api=scene.api("/depths"),
        mosaic=draw_mosaic(findings.channels, channel, scene),
        channel=None if channel is None else draw_channel(findings.look, features, channel, scene),
        colours=_colours(findings, scene),
        cell=_held(findings, scene),
    )


def maps_overlay(findings: MapsFindings, scene: LayersScene) -> Overlay:
    """The channel over the photo, or all of them as colours."""
    stage, cell = findings.features.stage, scene.query.cell
    rows, cols = findings.features.maps.shape[1:]
    everything = Overlay(
        caption=scene.t("layers.maps.over_colours", stage=stage),
        picture=scene.picture("colours.png", stage=stage),
        strength=scene.query.strength,
        boxes=(OverBox("cell", cell_box(*cell, rows, cols)),) if cell else (),
        grid=(rows, cols),
        held=cell,
        href=scene.cell_href(),
    )
    return everything if findings.channel is None else _channel_overlay(everything, findings.channel, findings, scene)


def _channel_overlay(overlay: Overlay, channel: int, findings: MapsFindings, scene: LayersScene) -> Overlay:
    stage, scale = findings.features.stage, scene.query.scale
    return replace(
        overlay,
        caption=scene.t("layers.maps.over_channel", stage=stage, channel=channel),
        picture=scene.picture("channel.png", stage=stage, channel=channel, scale=scale),
        scale=_over_scale(findings, channel, scene),
        values=scene.api(f"/stages/{stage}/channels/{channel}"),
    )


def _over_scale(findings: MapsFindings, channel: int, scene: LayersScene) -> OverScale:
    scale = draw_scale(one_channel(findings.features, channel, scene.query.scale == "shared"), scene)
    return OverScale(scale.picture, scale.low, scale.high)


def _colours(findings: MapsFindings, scene: LayersScene) -> Colours:
    return Colours(
        picture=scene.picture("colours.png", stage=findings.features.stage),
        href=scene.href(channel=COLOURS, row=None, col=None),
        explained=findings.colours.explained,
        current=findings.channel is None,
    )


def _held(findings: MapsFindings, scene: LayersScene) -> HeldCell | None:
    if scene.query.cell is None:
        return None
    row, col = scene.query.cell
    maps = findings.features.maps
    told = None if findings.channel is None else value(float(maps[findings.channel, row, col]))
    return HeldCell(row, col, told, cell_box(row, col, *maps.shape[1:]), scene.href(row=None, col=None))
