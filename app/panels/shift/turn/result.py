"""The photo turned or zoomed, what the network says of it, and the sweeps over all angles and scales."""

from __future__ import annotations

from dataclasses import dataclass

from app.engines import Engines
from app.panels.panel import Growth
from app.panels.shift.engines import shift_engine
from app.panels.shift.query import ANGLE, SCALE, ShiftQuery
from app.panels.shift.works import turn_work
from app.samples.sample import Sample
from app.work.sweeps import Work
from models.engine.lab.shifts import ShiftEngine
from models.engine.lab.stages import softmax
from models.preprocessing import squash
from models.results import FloatArray, Pixels
from models.shift_results import TurnSweep, Variant
from models.transforms import turned


@dataclass(frozen=True)
class TurnResult:
    """The photo at the chosen value, what the network says of it, and both sweeps as far as they are."""

    photo: Pixels
    probabilities: FloatArray
    sweeps: tuple[TurnSweep, ...]


def turn_works(sample: Sample, query: ShiftQuery, engines: Engines) -> tuple[Work, ...]:
    """Both sweeps, the chosen kind first."""
    kinds = (ANGLE, SCALE) if query.kind == ANGLE else (SCALE, ANGLE)
    return tuple(turn_work(sample, query, engines, kind) for kind in kinds)


async def examine_turn(sample: Sample, query: ShiftQuery, engines: Engines, grown: Growth) -> TurnResult:
    """The photo at the chosen value."""
    engine, photo = await shift_engine(engines, query.net), await engines.lab.pixels(sample)
    shown, found = await engines.runner.run(_look, engine, query.variant, photo, query.kind, query.turn)
    return TurnResult(shown, found, tuple(grown[kind] for kind in (ANGLE, SCALE) if kind in grown))


def _look(engine: ShiftEngine, variant: Variant, photo: Pixels, kind: str, value: float) -> tuple[Pixels, FloatArray]:
    shown = turned(photo, **{kind: value})
    inputs = engine.inputs([squash(shown, engine.size(variant))])
    return shown, softmax(engine.logits(variant, inputs))[0]
