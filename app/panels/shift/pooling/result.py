"""The map that is pooled, and a report per kind of pooling."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from app.engines import Engines
from app.panels.panel import Growth
from app.panels.shift.engines import shift_engine
from app.panels.shift.query import PIXELS, ShiftQuery
from app.samples.sample import Sample
from app.work.sweeps import Grown, Steps, Work
from models.lab_results.maps import FeatureMaps
from models.network import NetworkPlan
from models.pooling import report
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


def pooling_works(sample: Sample, query: ShiftQuery, engines: Engines) -> tuple[Work, ...]:
    """A report per kind."""

    async def make() -> Steps:
        maps = (await source_of(sample, query, engines))[1]
        return lambda: _reports(maps, query.kernel, query.stride)

    key = ("pooling", engines.lab.key(query.net), query.stage, query.kernel, query.stride, sample.photo_id)
    return (Work("pooling", key, make, tuple[PoolingReport, ...], sample),)


async def examine_pooling(sample: Sample, query: ShiftQuery, engines: Engines, grown: Growth) -> PoolingResult:
    """The map."""
    plan = (await shift_engine(engines, query.net)).plan
    stage, maps, signed = await source_of(sample, query, engines)
    return PoolingResult(plan, stage, maps, signed, grown.get("pooling", ()))


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
