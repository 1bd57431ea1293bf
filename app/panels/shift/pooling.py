"""The sub-view `pooling`: every kind of pooling on one map, what it changes when the map moves, and what it keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.engines import Engines
from app.panels.overlay import Overlay
from app.panels.panel import Growth, SubView
from app.panels.shift.charts import points
from app.panels.shift.engines import shift_engine
from app.panels.shift.query import PIXELS, ShiftQuery
from app.panels.shift.scene import ShiftScene
from app.render.chart import Axis, Line, Mark, line_chart
from app.render.map_picture import map_uri
from app.samples.sample import Sample
from app.work.sweeps import Grown, Steps, Work
from models.lab_results.maps import FeatureMaps
from models.network import NetworkPlan
from models.pooling import KERNELS, REACH, STRIDES, report
from models.preprocessing import squash
from models.results import FloatArray
from models.shift_results import PoolingKind, PoolingReport

CHANNELS = 32  # of a stage at most: those with the most contrast
PIXEL_SIDE = 112


@dataclass(frozen=True)
class PoolingResult:
    """The map and the reports so far."""

    plan: NetworkPlan
    stage: str
    maps: FloatArray  # (channels, rows, cols)
    signed: bool
    reports: tuple[PoolingReport, ...]


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
    kernels: tuple[int, ...]
    strides: tuple[int, ...]


class PoolingView(SubView[ShiftQuery]):
    """Invariance, equivariance and detail, per kind."""

    name = "pooling"
    template = "panels/shift/_pooling.html"

    def works(self, sample: Sample, query: ShiftQuery, engines: Engines) -> tuple[Work, ...]:
        """A report per kind."""

        async def make() -> Steps:
            maps = (await source_of(sample, query, engines))[1]
            return lambda: _reports(maps, query.kernel, query.stride)

        key = ("pooling", query.net, query.stage, query.kernel, query.stride, sample.photo_id)
        return (Work("pooling", key, make),)

    async def examine(self, sample: Sample, query: ShiftQuery, engines: Engines, grown: Growth) -> PoolingResult:
        """The map."""
        plan = (await shift_engine(engines, query.net)).plan
        stage, maps, signed = await source_of(sample, query, engines)
        return PoolingResult(plan, stage, maps, signed, grown.get("pooling", ()))

    def draw(self, result: PoolingResult, scene: ShiftScene) -> PoolingPage:
        """A card per kind."""
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
            kernels=KERNELS,
            strides=STRIDES,
        )

    def overlay(self, result: PoolingResult, scene: ShiftScene) -> Overlay | None:
        """The photo stays as it is."""


async def source_of(sample: Sample, query: ShiftQuery, engines: Engines) -> tuple[str, FloatArray, bool]:
    """The map that is pooled (channels, rows, cols), its stage, and whether it is signed."""
    if query.stage == PIXELS:
        photo = await engines.lab.pixels(sample)
        planes = squash(photo, PIXEL_SIDE).transpose(2, 0, 1).astype(np.float32) / 255
        return PIXELS, np.ascontiguousarray(planes), False
    look = await engines.lab.look(sample, query.net)
    stage = query.stage or look.plan.stages[0].name  # never negative in most networks
    return stage, strongest(look.stage(stage)), look.stage(stage).signed


def strongest(features: FeatureMaps, count: int = CHANNELS) -> FloatArray:
    """The channels with the most contrast, in their own order: (at most `count`, rows, cols)."""
    chosen = np.sort(np.argsort(-features.maps.std((1, 2)))[:count])
    return np.ascontiguousarray(features.maps[chosen])


def _reports(maps: FloatArray, kernel: int, stride: int) -> Iterator[Grown]:
    done: list[PoolingReport] = []
    for kind in PoolingKind:
        done.append(report(maps, kind, kernel, stride))
        yield Grown(tuple(done), len(done), len(PoolingKind))


def _card(each: PoolingReport, channel: int, top: float, signed: bool, scene: ShiftScene) -> PoolingCard:
    t = scene.t
    output = each.output[channel]
    return PoolingCard(
        each.kind,
        map_uri(output, top, signed),
        f"{output.shape[0]} × {output.shape[1]}",
        _chart(each, scene),
        t.number(each.invariance),
        t.number(each.equivariance),
        t.number(each.detail),
        (each.invariance, each.equivariance, each.detail),
    )


def _chart(each: PoolingReport, scene: ShiftScene) -> str:
    t = scene.t
    ticks = (-REACH, 0, REACH)
    x = Axis(-REACH, REACH, tuple((tick, f"{tick:+d}" if tick else "0") for tick in ticks), t("shift.pooling.axis"))
    high = max(1.0, float(each.change.max()))
    y = Axis(0, high, ((0.0, "0"), (0.5, t.number(0.5, 1)), (1.0, "1")))
    lines = [Line("map", points(each.shifts, each.change)), Line("centre", points(each.shifts, each.error))]
    stride = 1 if each.kind is PoolingKind.GLOBAL else each.stride
    marks = [Mark(s, "", upright=True) for s in range(-REACH, REACH + 1) if stride > 1 and s % stride == 0]
    return line_chart(lines, x, y, t("shift.pooling.chart", invariance=t.number(each.invariance)), marks)
