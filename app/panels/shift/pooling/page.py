"""What the page of `pooling` shows: the map, and a card per kind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.language.i18n import Translator
from app.panels.shift.charts import points
from app.panels.shift.pooling.result import PoolingResult
from app.panels.shift.pooling.savings import savings_chart, savings_told
from app.panels.shift.pooling.told import cause_of, say_of
from app.panels.shift.query import PIXELS
from app.panels.shift.scene import ShiftScene
from app.render.chart import Axis, Line, Mark, line_chart
from app.render.map_picture import map_uri
from models.pooling import KERNELS, REACH, STRIDES
from models.pooling_savings import shrinkings
from models.shift_results import PoolingKind, PoolingReport


@dataclass(frozen=True)
class PoolingCard:
    """One kind."""

    kind: PoolingKind
    picture: str
    shape: str
    chart: str
    invariance: str
    equivariance: str
    detail: str
    bars: tuple[float, float, float]
    say: tuple[str, ...]  # what it does, and what follows from that


@dataclass(frozen=True)
class PoolingPage:
    """What the template reads."""

    stages: tuple[str, ...]
    stage: str
    channels: int
    all_channels: int
    source: str  # picture of the map
    rows: int
    cols: int
    cards: tuple[PoolingCard, ...]
    cause: str | None  # which operation breaks what, with this map's numbers
    kernels: tuple[int, ...]
    strides: tuple[int, ...]
    savings: str | None  # a chart; None where the network never shrinks its grid
    saved: str  # in words


def draw_pooling(result: PoolingResult, scene: ShiftScene) -> PoolingPage:
    """A card per kind."""
    t = scene.t
    channel = int(result.maps.std((1, 2)).argmax())
    top = float(np.abs(result.maps[channel]).max())
    total = 3 if result.stage == PIXELS else result.plan.stage(result.stage).shape[0]
    return PoolingPage(
        stages=(PIXELS, *(each.name for each in result.plan.stages)),
        stage=result.stage,
        channels=len(result.maps),
        all_channels=total,
        source=map_uri(result.maps[channel], top, result.signed),
        rows=result.maps.shape[1],
        cols=result.maps.shape[2],
        cards=tuple(_card(each, channel, top, result.signed, scene) for each in result.reports),
        cause=cause_of(result.reports, t),
        kernels=KERNELS,
        strides=STRIDES,
        savings=savings_chart(result.plan, t) if len(shrinkings(result.plan)) > 1 else None,
        saved=savings_told(result.plan, t),
    )


def _card(each: PoolingReport, channel: int, top: float, signed: bool, scene: ShiftScene) -> PoolingCard:
    t = scene.t
    output = each.output[channel]
    return PoolingCard(
        each.kind,
        map_uri(output, top, signed),
        f"{output.shape[0]} × {output.shape[1]}",
        _chart(each, scene),
        _kept(each.invariance, t),
        _kept(each.equivariance, t),
        t.number(each.detail),
        (each.invariance, each.equivariance, each.detail),
        tuple(say_of(each, signed, t)),
    )


def _kept(share: float, t: Translator) -> str:
    """What was cut off at 0 says so."""
    return t.number(share) if share > 0 else f"≤ {t.number(0)}"


def _chart(each: PoolingReport, scene: ShiftScene) -> str:
    t = scene.t
    ticks = (-REACH, 0, REACH)
    x = Axis(-REACH, REACH, tuple((tick, f"{tick:+d}" if tick else "0") for tick in ticks), t("shift.pooling.axis"))
    high = max(1.0, float(each.change.max()))
    y = Axis(0, high, ((0.0, "0"), (0.5, t.number(0.5, 1)), (1.0, "1")))
    lines = [
        Line("map", t("shift.pooling.change"), points(each.shifts, each.change)),
        Line("centre", t("shift.pooling.rest"), points(each.shifts, each.error)),
    ]
    stride = 1 if each.kind is PoolingKind.GLOBAL else each.stride
    marks = [Mark(s, "", upright=True) for s in range(-REACH, REACH + 1) if stride > 1 and s % stride == 0]
    return line_chart(lines, x, y, t("shift.pooling.chart", invariance=t.number(each.invariance)), t, marks)
