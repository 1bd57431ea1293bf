"""The layers panel: one backbone, its stages as a strip, and one of the sub-views."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from app.engines import Engines
from app.panels.choice import NetChoice
from app.panels.layers import api
from app.panels.layers.query import LayersQuery
from app.panels.layers.scene import LayersScene
from app.panels.layers.strip import Strip, draw_strip
from app.panels.layers.subviews import SUBVIEWS
from app.panels.panel import PATIENCE, SubViewPanel
from app.samples.sample import Sample
from models.lab_results.costs import TimingReport
from models.network import NetworkPlan
from models.registry import LAYERED, is_zoo_name


@dataclass(frozen=True)
class Network:
    """The backbone, and its times where they were asked for."""

    plan: NetworkPlan
    times: TimingReport | None


@dataclass(frozen=True)
class LayersHead:
    """What stands above the sub-views."""

    nets: tuple[NetChoice, ...]
    strip: Strip | None


class LayersPanel(SubViewPanel[LayersQuery]):
    """What every layer of a CNN makes of the photo."""

    name = "layers"
    template = "panels/layers/_panel.html"
    subviews = SUBVIEWS
    query_type = LayersQuery
    scene_type = LayersScene

    @property
    def routers(self) -> tuple[APIRouter, ...]:
        """Its networks, and what its sub-views add."""
        return api.router, *super().routers

    async def prepare(self, sample: Sample, query: LayersQuery, engines: Engines) -> Network | None:
        """The backbone; one that must be exported first is waited for only where the page said so."""
        plan = await engines.lab.plan(query.net, PATIENCE if query.wait else 0)
        times = await engines.lab.times(query.net) if query.times and plan else None
        return Network(plan, times) if plan else None

    def settle(self, sample: Sample, query: LayersQuery, head: Network) -> LayersQuery:
        """The stage that is shown, and the cell that was clicked; raises InvalidArgument for no such stage."""
        stage = query.stage or self.subview(query).stage(head.plan)
        _, rows, cols = head.plan.stage(stage).shape
        return query.at(stage, (rows, cols), sample.height / sample.width)

    def draw_head(self, head: Network | None, scene: LayersScene) -> LayersHead:
        """The networks to choose from, and the chosen one as a strip."""
        return LayersHead(net_choices(scene), draw_strip(head.plan, head.times, scene) if head else None)


def net_choices(scene: LayersScene) -> tuple[NetChoice, ...]:
    """The packaged backbones, and the one that is shown where it comes from elsewhere."""
    names = {name: entry.title for name, entry in LAYERED.items()}
    current = scene.query.net
    if is_zoo_name(current):
        names[current] = current
    return tuple(
        NetChoice(name, title, scene.href(net=name, channel=None, row=None, col=None, page=1), name == current)
        for name, title in names.items()
    )
