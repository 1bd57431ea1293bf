"""The whole network under the shift: the sweep, the words' maps, and pairs of random shifts."""

from __future__ import annotations

from dataclasses import dataclass

from app.engines import Engines
from app.panels.panel import Growth
from app.panels.shift.engines import shift_engine
from app.panels.shift.query import ShiftQuery
from app.panels.shift.works import consistency_work, sweep_of, sweep_work, words_work
from app.samples.sample import Sample
from app.work.sweeps import Work
from models.network import NetworkPlan
from models.registry import PACKAGED
from models.shift_results import Consistency, ShiftSweep, Variant, WordShifts

RUNS = tuple((net, variant) for net in PACKAGED for variant in (Variant.TRAINED, Variant.BLURRED))


@dataclass(frozen=True)
class NetworkResult:
    """Everything as far as it is."""

    plan: NetworkPlan
    sweep: ShiftSweep | None
    consistencies: tuple[Consistency, ...]
    words: tuple[WordShifts, ...] | None


def network_works(sample: Sample, query: ShiftQuery, engines: Engines) -> tuple[Work, ...]:
    """The sweep at once; what takes longer when it is asked for."""
    first = sweep_work(sample, query, engines)
    if not query.start:
        return (first,)
    return first, words_work(sample, query, engines), consistency_work(sample, query.mode, engines, RUNS)


async def examine_network(_sample: Sample, query: ShiftQuery, engines: Engines, grown: Growth) -> NetworkResult:
    """The plan; the rest is work."""
    engine = await shift_engine(engines, query.net)
    return NetworkResult(engine.plan, sweep_of(grown), grown.get("consistency", ()), grown.get("words"))
