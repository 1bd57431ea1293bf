"""The works of the shift panel. Sub-views share them: the curves of `move` and `network` are one sweep."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from app.engines import Engines
from app.panels.panel import Growth
from app.panels.shift.engines import shift_engine
from app.panels.shift.query import ShiftQuery
from app.samples.sample import Sample
from app.work.sweeps import Grown, Steps, Work
from models.consistency import PAIRS, consistency
from models.engine.lab.shifts import ShiftEngine
from models.results import Pixels
from models.shift_results import Consistency, MoveMode, ShiftSweep, TurnSweep, Variant, WordShifts
from models.shift_sweep import sweep
from models.transforms import ANGLES, SCALES, turn_sweep
from models.word_shifts import SHIFTS, word_shifts

Value = TypeVar("Value")


def sweep_work(
    sample: Sample, query: ShiftQuery, engines: Engines, net: str | None = None, name: str = "sweep"
) -> Work:
    """Every shift along one axis."""
    net = net or query.net
    variant = query.variant if net == query.net else Variant.TRAINED

    async def make() -> Steps:
        engine, photo = await shift_engine(engines, net), await engines.lab.pixels(sample)
        return lambda: counted(
            sweep(engine, variant, photo, query.mode, query.axis), lambda each: (len(each.shifts), each.total)
        )

    key = ("sweep", engines.lab.key(net), variant, query.mode, query.axis, sample.photo_id)
    return Work(name, key, make, ShiftSweep, sample)


def consistency_work(sample: Sample, mode: MoveMode, engines: Engines, runs: tuple[tuple[str, Variant], ...]) -> Work:
    """Random pairs of shifts for several networks and variants: a growing tuple of `Consistency`."""

    async def make() -> Steps:
        photo = await engines.lab.pixels(sample)
        loaded = {net: await shift_engine(engines, net) for net, _ in runs}
        return lambda: _consistencies([(loaded[net], variant) for net, variant in runs], photo, mode)

    return Work(
        "consistency",
        ("consistency", *((engines.lab.key(net), variant) for net, variant in runs), mode, sample.photo_id),
        make,
        tuple[Consistency, ...],
        sample,
    )


def _consistencies(runs: list[tuple[ShiftEngine, Variant]], photo: Pixels, mode: MoveMode) -> Iterator[Grown]:
    finished: list[Consistency] = []
    for engine, variant in runs:
        last = None
        for last in consistency(engine, variant, photo, mode):
            yield Grown((*finished, last), PAIRS * len(finished) + last.pairs, PAIRS * len(runs))
        assert last is not None
        finished.append(last)


def words_work(sample: Sample, query: ShiftQuery, engines: Engines) -> Work:
    """Evidence maps of the sentence's words at every shift."""

    async def make() -> Steps:
        attender, photo = await engines.attention.attender(), await engines.lab.pixels(sample)

        def steps() -> Iterator[Grown]:
            moves = word_shifts(attender, photo, sample.sentence, query.mode, query.axis)
            return (Grown(each, count, len(SHIFTS)) for count, each in enumerate(moves, start=1))

        return steps

    key = ("word shifts", query.mode, query.axis, sample.photo_id, sample.sentence)
    return Work("words", key, make, tuple[WordShifts, ...], sample)


def turn_work(sample: Sample, query: ShiftQuery, engines: Engines, kind: str) -> Work:
    """Every angle, or every scale."""
    total = len(ANGLES if kind == "angle" else SCALES)

    async def make() -> Steps:
        engine, photo = await shift_engine(engines, query.net), await engines.lab.pixels(sample)
        return lambda: counted(turn_sweep(engine, query.variant, photo, kind), lambda each: (len(each.values), total))

    key = ("turn", engines.lab.key(query.net), query.variant, kind, sample.photo_id)
    return Work(kind, key, make, TurnSweep, sample)


def counted(steps: Iterator[Value], count: Callable[[Value], tuple[int, int]]) -> Iterator[Grown]:
    """Results with how far they are."""
    for each in steps:
        yield Grown(each, *count(each))


def sweep_of(grown: Growth, name: str = "sweep") -> ShiftSweep | None:
    """What there is of a sweep."""
    found: ShiftSweep | None = grown.get(name)
    return found
