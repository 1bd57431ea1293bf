"""The sub-view `cost`: what local connectivity and weight sharing save in one layer of the network."""

from __future__ import annotations

from app.engines import Engines
from app.panels.layers.cost import api
from app.panels.layers.cost.drawing import draw_cost
from app.panels.layers.cost.page import CostPage
from app.panels.layers.cost.result import LayerCosts, layer_costs
from app.panels.layers.query import LayersQuery
from app.panels.layers.scene import LayersScene
from app.panels.layers.subview import LayersSubView, early_layers
from app.panels.panel import Growth
from app.samples.sample import Sample
from models.network import NetworkPlan


class CostSubView(LayersSubView):
    """One convolution of a stage, wired three ways; `layer` is its own. Nothing lies over the photo."""

    name = "cost"
    template = "panels/layers/_cost.html"
    own = frozenset({"layer"})
    routers = (api.router,)

    def stage(self, plan: NetworkPlan) -> str:
        """One that has a layer to count."""
        return early_layers(plan)

    async def examine(self, sample: Sample, query: LayersQuery, engines: Engines, grown: Growth) -> LayerCosts:
        """Arithmetic on the plan alone: these numbers are the same for every photo."""
        plan = (await engines.lab.engine(query.net)).plan
        return layer_costs(plan, query.stage or "", query.get("layer") or None)

    def draw(self, findings: LayerCosts, scene: LayersScene) -> CostPage:
        """Pictures to scale and formulas."""
        return draw_cost(findings, scene)
