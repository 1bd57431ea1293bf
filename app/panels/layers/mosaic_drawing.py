"""From a stage's feature maps to the mosaic of the sub-view `maps`."""

from __future__ import annotations

import numpy as np

from app.panels.layers.channels import ChannelPage
from app.panels.layers.maps_view import Choice, Mosaic, Scale, Tile
from app.panels.layers.numbers import value
from app.panels.layers.query import ORDERS, SCALES
from app.panels.layers.scene import LayersScene
from app.render.diverging import scale_png
from app.render.mosaic import COLUMNS, tile_shape
from app.render.png import data_uri
from models.results import FloatArray

WIDTH = 960  # of the mosaic, in pixels that the page reserves; it scales them


def draw_mosaic(page: ChannelPage, current: int | None, scene: LayersScene) -> Mosaic:
    """The picture's address, a link on every tile, and the ways to order, scale and page."""
    query, stage = scene.query, page.features.stage
    rows, cols = page.features.maps.shape[1:]
    height, width, gap = tile_shape(rows, cols)
    asked = {"stage": stage, "page": page.page, "scale": query.scale, "order": query.order}
    lines = -(-len(page.numbers) // COLUMNS)
    aspect = scene.sample.height / scene.sample.width * (height + gap) / (width + gap) * width / height
    return Mosaic(
        picture=scene.picture("maps.png", **asked),
        width=WIDTH,
        height=round(WIDTH / COLUMNS * aspect * lines),
        columns=COLUMNS,
        tiles=tuple(_tiles(page, current, scene)),
        grid=(rows, cols),
        gap=(gap / (width + gap), gap / (height + gap)),
        first=page.first + 1,
        last=page.first + len(page.numbers),
        total=page.total,
        page=page.page,
        pages=page.pages,
        previous=_page_href(scene, page.page - 1) if page.page > 1 else None,
        following=_page_href(scene, page.page + 1) if page.page < page.pages else None,
        scale=draw_scale(page, scene),
        orders=tuple(Choice(name, scene.href(order=name, page=1), name == query.order) for name in ORDERS),
        scales=tuple(Choice(name, scene.href(scale=name), name == query.scale) for name in SCALES),
        png=scene.picture("maps.png", **asked, download=1),
        npz=scene.picture("maps.npz", stage=stage),
        json=scene.api(f"/stages/{stage}", order=query.order),
    )


def draw_scale(page: ChannelPage, scene: LayersScene) -> Scale:
    """The colour scale: its ends in numbers where all of the page share one."""
    picture = data_uri(scale_png(page.features.signed))
    if page.scale.shared or len(page.numbers) == 1:
        return Scale(picture, value(float(page.scale.low[0])), value(float(page.scale.high[0])))
    t = scene.t
    low = t("layers.maps.own_low") if page.features.signed else "0"
    return Scale(picture, low, t("layers.maps.own_high"))


def _page_href(scene: LayersScene, page: int) -> str:
    return scene.href(page=page, channel=None, row=None, col=None)


def _tiles(page: ChannelPage, current: int | None, scene: LayersScene) -> list[Tile]:
    stage = page.features.stage
    return [
        Tile(
            channel=number,
            href=scene.href(channel=number, row=None, col=None),
            label=_label(number, maps, page.features.signed, scene),
            values=scene.api(f"/stages/{stage}/channels/{number}"),
            current=number == current,
        )
        for number, maps in zip(page.numbers, page.features.maps, strict=True)
    ]


def _label(number: int, maps: FloatArray, signed: bool, scene: LayersScene) -> str:
    strength = np.abs(maps) if signed else maps
    row, col = np.unravel_index(strength.argmax(), maps.shape)
    strongest = value(float(maps[row, col]))
    return scene.t("layers.maps.tile", channel=number, value=strongest, row=int(row), col=int(col))
