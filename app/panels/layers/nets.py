"""The sub-view `nets`: the packaged networks side by side on the same photo."""

from __future__ import annotations

from dataclasses import dataclass

from app.engines import Engines
from app.engines.lab import Look
from app.panels.layers.nets_drawing import draw_nets
from app.panels.layers.nets_view import NetsShown
from app.panels.layers.query import LayersQuery
from app.panels.layers.scene import LayersScene
from app.panels.layers.subview import LayersSubView, early_stage
from app.panels.overlay import Overlay
from app.panels.panel import Growth
from app.samples.sample import Sample
from models.lab_results.costs import TimingReport
from models.network import NetworkPlan
from models.registry import PACKAGED

PATIENCE = 20.0  # seconds that one request waits for a network to be prepared; the page asks again


@dataclass(frozen=True)
class NetResult:
    """One network on the photo; `look` is None while it has not been prepared."""

    name: str
    look: Look | None
    times: TimingReport | None


class NetsView(LayersSubView):
    """Architecture, cost and verdict of every packaged network. `prepare=NAME` waits for one that is not there yet."""

    name = "nets"
    template = "panels/layers/_nets.html"
    own = frozenset({"prepare"})

    def stage(self, plan: NetworkPlan) -> str:
        """Where it starts."""
        return early_stage(plan)

    async def examine(
        self, sample: Sample, query: LayersQuery, engines: Engines, grown: Growth
    ) -> tuple[NetResult, ...]:
        """Every network that is prepared, one after the other."""
        return tuple([await self._one(name, sample, query, engines) for name in PACKAGED])

    async def _one(self, name: str, sample: Sample, query: LayersQuery, engines: Engines) -> NetResult:
        lab = engines.lab
        there = await lab.prepared(name) or (query.get("prepare") == name and await lab.ready(name, PATIENCE))
        if not there:
            return NetResult(name, None, None)
        return NetResult(name, await lab.look(sample, name), await lab.times(name) if query.times else None)

    def draw(self, result: tuple[NetResult, ...], scene: LayersScene) -> NetsShown:
        """One card each."""
        return draw_nets([(net.name, net.look, net.times) for net in result], scene)

    def overlay(self, result: tuple[NetResult, ...], scene: LayersScene) -> Overlay | None:
        """The photo stays as it is: the maps are on the cards."""
        return None
