"""A page of channels as one picture with a link on every tile, and the ways to order, scale and page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.panels.choice import Choice
from app.panels.layers.maps.result import ChannelPage
from app.panels.layers.numbers import value
from app.panels.layers.query import ORDERS, SCALES
from app.panels.layers.scene import LayersScene
from app.render.diverging import scale_png
from app.render.mosaic import COLUMNS, tile_shape
from app.render.png import data_uri
from models.results import FloatArray

WIDTH = 960  # of the mosaic, in pixels that the page reserves; it scales them


@dataclass(frozen=True)
class Tile:
    """One channel of the mosaic: where its link leads, and its strongest cell for those who do not point at one."""

    channel: int
    href: str
    label: str
    values: str  # address of its values as JSON
    current: bool


@dataclass(frozen=True)
class Scale:
    """A colour scale, printed."""

    picture: str
    low: str
    high: str


@dataclass(frozen=True)
class Mosaic:
    """A page of channels as one picture, and a link on every tile."""

    picture: str
    width: int  # pixels of the picture, in the aspect of the photo
    height: int
    columns: int
    tiles: tuple[Tile, ...]
    grid: tuple[int, int]  # rows, cols of cells in a tile
    gap: tuple[float, float]  # shares of a tile's place that are gap: right, below
    first: int  # of the whole order, from 1
    last: int
    total: int
    page: int
    pages: int
    previous: str | None
    following: str | None
    scale: Scale
    orders: tuple[Choice, ...]
    scales: tuple[Choice, ...]
    png: str
    npz: str
    json: str


def draw_mosaic(channels: ChannelPage, current: int | None, scene: LayersScene) -> Mosaic:
    """The picture's address, a link on every tile, and the ways to order, scale and page."""
    query, stage = scene.query, channels.features.stage
    rows, cols = channels.features.maps.shape[1:]
    height, width, gap = tile_shape(rows, cols)
    asked = {"stage": stage, "page": channels.page, "scale": query.scale, "order": query.order}
    lines = -(-len(channels.numbers) // COLUMNS)
    aspect = scene.sample.height / scene.sample.width * (height + gap) / (width + gap) * width / height
    return Mosaic(
        picture=scene.picture("maps.png", **asked),
        width=WIDTH,
        height=round(WIDTH / COLUMNS * aspect * lines),
        columns=COLUMNS,
        tiles=tuple(_tiles(channels, current, scene)),
        grid=(rows, cols),
        gap=(gap / (width + gap), gap / (height + gap)),
        first=channels.first + 1,
        last=channels.first + len(channels.numbers),
        total=channels.total,
        page=channels.page,
        pages=channels.pages,
        previous=_page_href(scene, channels.page - 1) if channels.page > 1 else None,
        following=_page_href(scene, channels.page + 1) if channels.page < channels.pages else None,
        scale=draw_scale(channels, scene),
        orders=tuple(Choice(name, scene.href(order=name, page=1), name == query.order) for name in ORDERS),
        scales=tuple(Choice(name, scene.href(scale=name), name == query.scale) for name in SCALES),
        png=scene.picture("maps.png", **asked, download=1),
        npz=scene.picture("maps.npz", stage=stage),
        json=scene.api(f"/stages/{stage}", order=query.order),
    )


def draw_scale(channels: ChannelPage, scene: LayersScene) -> Scale:
    """The colour scale: its ends in numbers where all of the page share one."""
    picture = data_uri(scale_png(channels.features.signed))
    if channels.scale.shared or len(channels.numbers) == 1:
        return Scale(picture, value(float(channels.scale.low[0])), value(float(channels.scale.high[0])))
    t = scene.t
    low = t("layers.maps.own_low") if channels.features.signed else "0"
    return Scale(picture, low, t("layers.maps.own_high"))


def _page_href(scene: LayersScene, page: int) -> str:
    return scene.href(page=page, channel=None, row=None, col=None)


def _tiles(channels: ChannelPage, current: int | None, scene: LayersScene) -> list[Tile]:
    stage = channels.features.stage
    return [
        Tile(
            channel=number,
            href=scene.href(channel=number, row=None, col=None),
            label=_label(number, maps, channels.features.signed, scene),
            values=scene.api(f"/stages/{stage}/channels/{number}"),
            current=number == current,
        )
        for number, maps in zip(channels.numbers, channels.features.maps, strict=True)
    ]


def _label(number: int, maps: FloatArray, signed: bool, scene: LayersScene) -> str:
    strength = np.abs(maps) if signed else maps
    row, col = np.unravel_index(strength.argmax(), maps.shape)
    strongest = value(float(maps[row, col]))
    return scene.t("layers.maps.tile", channel=number, value=strongest, row=int(row), col=int(col))
