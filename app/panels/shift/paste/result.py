"""What `paste` finds: the thing at every place."""

from __future__ import annotations

from dataclasses import dataclass

from app.engines import Engines
from app.panels.panel import Growth
from app.panels.query import whole_number
from app.panels.shift.engines import shift_engine
from app.panels.shift.query import ShiftQuery
from app.samples.sample import Sample
from app.work.sweeps import Work
from models.lab_results.maps import Box
from models.network import NetworkPlan
from models.paste import PasteReport, paste_everywhere

EDGES = ("left", "top", "right", "bottom")  # parameters, in per cent of the photo


@dataclass(frozen=True)
class PasteResult:
    """The report, and the network that was asked."""

    plan: NetworkPlan
    report: PasteReport
    drawn: bool  # whether a person drew the box


def paste_works(_sample: Sample, _query: ShiftQuery, _engines: Engines) -> tuple[Work, ...]:
    """Nothing takes long."""
    return ()


async def examine_paste(sample: Sample, query: ShiftQuery, engines: Engines, _grown: Growth) -> PasteResult:
    """Six looks; raises InvalidArgument for a box that is too small."""
    engine, photo, box = (
        (await shift_engine(engines, query.net)).engine,
        await engines.lab.pixels(sample),
        box_of(query),
    )
    key = ("paste", query.net, sample.photo_id, box)
    report = await engines.runner.run(paste_everywhere, engine, photo, box, key=key)
    return PasteResult(engine.plan, report, box is not None)


def box_of(query: ShiftQuery) -> Box | None:
    """The box in the address, as fractions; None where an edge is missing or cannot be read."""
    edges = [whole_number(query.get(name)) for name in EDGES]
    left, top, right, bottom = (None if edge is None else min(100, max(0, edge)) / 100 for edge in edges)
    if left is None or top is None or right is None or bottom is None:
        return None
    return (min(left, right), min(top, bottom), max(left, right), max(top, bottom))
