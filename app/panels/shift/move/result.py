"""One shift of the photo, one stage of it, and the sweep over all shifts."""

from __future__ import annotations

from dataclasses import dataclass

from app.engines import Engines
from app.panels.panel import Growth
from app.panels.shift.engines import shift_engine
from app.panels.shift.query import ShiftQuery
from app.panels.shift.works import sweep_of, sweep_work
from app.samples.sample import Sample
from app.work.sweeps import Work
from models.network import NetworkPlan
from models.shift_results import MovedPhoto, ShiftSweep
from models.shift_sweep import move_photo


@dataclass(frozen=True)
class MoveResult:
    """One shift, and the sweep as far as it is."""

    plan: NetworkPlan
    size: int  # input pixels of the variant
    moved: MovedPhoto
    sweep: ShiftSweep | None


def move_works(sample: Sample, query: ShiftQuery, engines: Engines) -> tuple[Work, ...]:
    """The curves."""
    return (sweep_work(sample, query, engines),)


async def examine_move(sample: Sample, query: ShiftQuery, engines: Engines, grown: Growth) -> MoveResult:
    """The chosen shift."""
    engine, runner = await shift_engine(engines, query.net), engines.runner
    stage = query.stage_of(engine.plan)
    photo = await engines.lab.pixels(sample)
    size = await runner.run(engine.ready, query.variant)
    moved = await runner.run(move_photo, engine, query.variant, photo, query.mode, query.dx, query.dy, stage)
    return MoveResult(engine.plan, size, moved, sweep_of(grown))
