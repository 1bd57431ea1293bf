"""Low, middle, high as the page draws them: a card a stage, its patches cut out of the photo."""

from __future__ import annotations

from dataclasses import dataclass

from app.panels.layers.maps.depths import Depth, StrongPatch
from app.panels.layers.numbers import value
from app.panels.layers.scene import LayersScene

LEAST = 0.09  # of the photo's sides that a patch shows: below, there would be a colour and nothing around it
AROUND = 1.25  # times what the cell depends on
Pixels = tuple[float, float, float, float]  # x, y, width, height in the photo


@dataclass(frozen=True)
class PatchView:
    """A patch of the photo, in the photo's own aspect."""

    channel: int
    row: int
    col: int
    value: str
    href: str
    cut: Pixels
    frame: Pixels  # what holds nearly all that the cell depends on


@dataclass(frozen=True)
class DepthCard:
    """One stage of the row."""

    level: str
    stage: str
    href: str
    current: bool
    grid: str
    field: str
    effective: str
    patches: tuple[PatchView, ...]


def draw_depths(depths: tuple[Depth, ...], scene: LayersScene) -> tuple[DepthCard, ...]:
    """The cards in running order."""
    return tuple(_card(depth, scene) for depth in depths)


def _card(depth: Depth, scene: LayersScene) -> DepthCard:
    return DepthCard(
        level=depth.level,
        stage=depth.stage,
        href=scene.href(stage=depth.stage, channel=None, row=None, col=None, page=1),
        current=depth.stage == scene.query.stage,
        grid=f"{depth.channels} × {depth.rows} × {depth.cols}",
        field=f"{depth.field}" if depth.field else "∞",
        effective=f"{depth.effective:.0f}",
        patches=tuple(_patch(depth.stage, patch, scene) for patch in depth.patches),
    )


def _patch(stage: str, patch: StrongPatch, scene: LayersScene) -> PatchView:
    return PatchView(
        patch.channel,
        patch.row,
        patch.col,
        value(patch.value),
        scene.href(stage=stage, channel=patch.channel, row=patch.row, col=patch.col, page=1),
        square(patch.centre, max(AROUND * patch.side, LEAST), scene),
        square(patch.centre, patch.side, scene),
    )


def square(centre: tuple[float, float], side: float, scene: LayersScene) -> Pixels:
    """A square of the network's input around a place, moved inside, in pixels of the photo."""
    side = min(side, 1.0)
    left, top = (min(max(middle - side / 2, 0.0), 1 - side) for middle in centre)
    width, height = scene.sample.width, scene.sample.height
    return round(left * width, 2), round(top * height, 2), round(side * width, 2), round(side * height, 2)
