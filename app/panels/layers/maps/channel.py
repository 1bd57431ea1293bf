"""One channel of a stage: its numbers, its kernel where that is a picture, and its strongest places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.engines.lab import Look
from app.panels.layers.numbers import value
from app.panels.layers.scene import LayersScene
from models.convolution import Kernel
from models.feature_maps import ChannelOrder, channel_order, strongest_places
from models.lab_results.maps import Box, FeatureMaps, Place
from models.receptive_field import receptive_field

PLACES = 6


@dataclass(frozen=True)
class StrongPlace:
    """A strong cell: its value, its address, and the part of the photo that it can see."""

    row: int
    col: int
    value: str
    href: str
    seen: tuple[float, float, float, float]  # x, y, width, height in pixels of the photo
    cell: tuple[float, float, float, float]
    current: bool


@dataclass(frozen=True)
class FirstKernel:
    """The kernel of a first-layer channel."""

    picture: str
    side: int
    rows: tuple[tuple[tuple[str, ...], ...], ...]  # per colour, the weights


@dataclass(frozen=True)
class LargeChannel:
    """One channel, large over the photo."""

    channel: int
    rank: int  # from 1
    mean: str
    low: str
    high: str
    silent: float  # share of cells that are exactly zero
    kernel: FirstKernel | None
    places: tuple[StrongPlace, ...]
    previous: str | None
    following: str | None
    png: str
    json: str


def draw_channel(look: Look, features: FeatureMaps, channel: int, scene: LayersScene) -> LargeChannel:
    """Everything that is said of the channel."""
    maps, stage, query = features.maps[channel], features.stage, scene.query
    order = channel_order(features.maps, ChannelOrder(query.order)).tolist()
    rank = order.index(channel)
    return LargeChannel(
        channel=channel,
        rank=rank + 1,
        mean=value(float(np.abs(maps).mean())),
        low=value(float(maps.min())),
        high=value(float(maps.max())),
        silent=float((maps == 0).mean()),
        kernel=_first_kernel(look, stage, channel, scene),
        places=tuple(_place(look, stage, place, scene) for place in strongest_places(features, channel, PLACES)),
        previous=_channel_href(scene, order[rank - 1]) if rank else None,
        following=_channel_href(scene, order[rank + 1]) if rank + 1 < len(order) else None,
        png=scene.picture("channel.png", stage=stage, channel=channel, scale=query.scale, download=1),
        json=scene.api(f"/stages/{stage}/channels/{channel}"),
    )


def first_kernel(look: Look, stage: str, channel: int) -> Kernel | None:
    """The kernel that makes a channel of the first stage out of pixels; None for every other stage."""
    kernels = look.engine.first_layer
    first = look.plan.stages[0]
    return kernels[channel] if stage == first.name and len(kernels) == first.shape[0] else None


def _channel_href(scene: LayersScene, channel: int) -> str:
    return scene.href(channel=channel, row=None, col=None)


def _first_kernel(look: Look, stage: str, channel: int, scene: LayersScene) -> FirstKernel | None:
    kernel = first_kernel(look, stage, channel)
    if kernel is None or not kernel.learned:
        return None
    rows = tuple(tuple(tuple(f"{weight:.2f}".replace("-", "−") for weight in row) for row in c) for c in kernel.weights)
    return FirstKernel(scene.picture("kernel.png", channel=channel), kernel.weights.shape[1], rows)


def _place(look: Look, stage: str, place: Place, scene: LayersScene) -> StrongPlace:
    seen = receptive_field(look.plan, stage, place.row, place.col).box
    return StrongPlace(
        row=place.row,
        col=place.col,
        value=value(place.value),
        href=scene.href(row=place.row, col=place.col),
        seen=_pixels(seen, scene),
        cell=_pixels(place.box, scene),
        current=scene.query.cell == (place.row, place.col),
    )


def _pixels(box: Box, scene: LayersScene) -> tuple[float, float, float, float]:
    """x, y, width and height in pixels of the photo."""
    left, top, right, bottom = box
    width, height = scene.sample.width, scene.sample.height
    return (
        round(left * width, 2),
        round(top * height, 2),
        round((right - left) * width, 2),
        round((bottom - top) * height, 2),
    )
