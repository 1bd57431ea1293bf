"""The sub-view `cost`: what local connectivity and weight sharing save in one layer of the network."""

from __future__ import annotations

from app.engines import Engines
from app.engines.lab import Look
from app.panels.layers.cost_drawing import draw_cost
from app.panels.layers.cost_result import LayerCosts, layer_costs
from app.panels.layers.cost_view import CostPage
from app.panels.layers.query import LayersQuery
from app.panels.layers.scene import LayersScene
from app.panels.layers.subview import LayersSubView, early_stage
from app.panels.overlay import Overlay
from app.panels.panel import Growth
from app.samples.sample import Sample
from models.network import NetworkPlan


class CostView(LayersSubView):
    """One convolution of a stage, wired three ways."""

    name = "cost"
    template = "panels/layers/_cost.html"
    own = frozenset({"layer"})

    def stage(self, plan: NetworkPlan) -> str:
        """Where it starts."""
        return early_stage(plan)

    async def examine(self, sample: Sample, query: LayersQuery, engines: Engines, grown: Growth) -> LayerCosts:
        """Arithmetic on the plan alone; the photo plays no part."""
        look: Look = await engines.lab.look(sample, query.net)
        return layer_costs(look.plan, query.stage or "", query.get("layer") or None)

    def draw(self, result: LayerCosts, scene: LayersScene) -> CostPage:
        """Pictures to scale and formulas."""
        return draw_cost(result, scene)

    def overlay(self, result: LayerCosts, scene: LayersScene) -> Overlay | None:
        """The photo is left alone: these numbers are the same for every photo."""
        return None
