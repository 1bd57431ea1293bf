"""What the sub-view `nets` shows: every packaged network on the photo, as far as it is prepared."""

from __future__ import annotations

from dataclasses import dataclass

from app.engines import Engines
from app.engines.lab import Look
from app.panels.layers.query import LayersQuery
from app.panels.panel import PATIENCE
from app.samples.sample import Sample
from models.lab_results.costs import TimingReport
from models.registry import LAYERED


@dataclass(frozen=True)
class NetFindings:
    """One network on the photo; `look` is None while it has not been prepared."""

    name: str
    look: Look | None
    times: TimingReport | None


async def find_nets(sample: Sample, query: LayersQuery, engines: Engines) -> tuple[NetFindings, ...]:
    """Every network that is prepared, one after the other."""
    return tuple([await _find_net(name, sample, query, engines) for name in LAYERED])


async def _find_net(name: str, sample: Sample, query: LayersQuery, engines: Engines) -> NetFindings:
    lab = engines.lab
    if await lab.plan(name, PATIENCE if query.get("prepare") == name else 0) is None:
        return NetFindings(name, None, None)
    return NetFindings(name, await lab.look(sample, name), await lab.times(name) if query.times else None)
