"""Sweeps and consistencies of the four small networks on this photo."""

from __future__ import annotations

from dataclasses import dataclass

from app.engines import Engines
from app.panels.panel import Growth
from app.panels.shift.engines import shift_engine
from app.panels.shift.query import ShiftQuery
from app.panels.shift.works import consistency_work, sweep_work
from app.samples.sample import Sample
from app.work.sweeps import Grown, Steps, Work
from models.registry import SMALL
from models.shift_results import Consistency, ShiftSweep, Variant


@dataclass(frozen=True)
class AlikeResult:
    """As far as they are."""

    sweeps: tuple[ShiftSweep, ...]
    consistencies: tuple[Consistency, ...]


def alike_works(sample: Sample, query: ShiftQuery, engines: Engines) -> tuple[Work, ...]:
    """The four networks made ready, a sweep each, then all consistencies."""
    plain = query.change(variant=Variant.TRAINED)
    sweeps = tuple(sweep_work(sample, plain, engines, net, net) for net in SMALL)
    runs = tuple((net, Variant.TRAINED) for net in SMALL)
    return prepare_work(engines), *sweeps, consistency_work(sample, query.mode, engines, runs)


def prepare_work(engines: Engines) -> Work:
    """All four networks, exported where that has not been done yet: half a minute, once."""

    async def make() -> Steps:
        for net in SMALL:
            await shift_engine(engines, net)
        return lambda: iter((Grown(True, 1, 1),))

    return Work("prepare", ("prepare", *SMALL), make)


async def examine_alike(_sample: Sample, _query: ShiftQuery, _engines: Engines, grown: Growth) -> AlikeResult:
    """All of it is work."""
    return AlikeResult(tuple(grown[net] for net in SMALL if net in grown), grown.get("consistency", ()))
