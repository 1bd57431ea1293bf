"""What the overview shows: the photo by the network, and the sentence read against the photo."""

from __future__ import annotations

from dataclasses import dataclass

from app.engines import Engines
from app.engines.lab import Look
from app.samples.sample import Sample
from models.network import NetworkPlan, StagePlan
from models.results import SentenceAttention


@dataclass(frozen=True)
class OverviewFindings:
    """`look` is None while the network is exported for the first time."""

    read: SentenceAttention
    look: Look | None


async def find_overview(sample: Sample, net: str, patience: float, engines: Engines) -> OverviewFindings:
    """Both streams."""
    read = await engines.attention.attention(sample)
    plan = await engines.lab.plan(net, patience)
    return OverviewFindings(read, await engines.lab.look(sample, net) if plan else None)


def landmarks(plan: NetworkPlan) -> tuple[StagePlan, ...]:
    """The last stage of every map size: where a photo has become half as large again."""
    last = {stage.reduction: stage for stage in plan.stages}
    return tuple(last.values())
