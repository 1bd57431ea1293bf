"""The sub-view `trust`: whether a map says what the model looked at."""

from __future__ import annotations

from app.engines import Engines
from app.panels.layers.query import LayersQuery
from app.panels.layers.scene import LayersScene
from app.panels.layers.subview import LayersSubView, last_stage
from app.panels.layers.trust import api
from app.panels.layers.trust.page import TrustPage, draw_trust, trust_overlay
from app.panels.layers.trust.result import TrustFindings, find_trust
from app.panels.layers.trust.work import CHECKS, checks_work
from app.panels.overlay import Overlay
from app.panels.panel import Growth
from app.samples.sample import Sample
from app.work.sweeps import Work
from models.network import NetworkPlan


class TrustSubView(LayersSubView):
    """Deletion, insertion and random weights for a class's map or a word's; `of` and `kind` are its own."""

    name = "trust"
    template = "panels/layers/_trust.html"
    own = frozenset({"of", "kind"})
    routers = (api.router,)

    def stage(self, plan: NetworkPlan) -> str:
        """Where a class's map is made."""
        return last_stage(plan)

    def works(self, sample: Sample, query: LayersQuery, engines: Engines) -> tuple[Work, ...]:
        """The checks, once they are asked for."""
        return (checks_work(sample, query, engines),) if query.start else ()

    async def examine(self, sample: Sample, query: LayersQuery, engines: Engines, grown: Growth) -> TrustFindings:
        """The map, and as much of its checks as there is."""
        return await find_trust(sample, query, engines, grown.get(CHECKS))

    def draw(self, findings: TrustFindings, scene: LayersScene) -> TrustPage:
        """Curves, areas and the strip of maps."""
        return draw_trust(findings, scene)

    def overlay(self, findings: TrustFindings, scene: LayersScene) -> Overlay:
        """The map that is checked."""
        return trust_overlay(findings, scene)
