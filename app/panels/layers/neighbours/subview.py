"""The sub-view `neighbours`: neighbouring pixels are alike, and what a network saves by counting on it."""

from __future__ import annotations

from app.engines import Engines
from app.panels.layers.neighbours import api
from app.panels.layers.neighbours.page import NeighboursPage, draw_neighbours
from app.panels.layers.neighbours.result import NeighbourFindings, find_neighbours
from app.panels.layers.query import LayersQuery
from app.panels.layers.scene import LayersScene
from app.panels.layers.subview import LayersSubView
from app.panels.panel import Growth
from app.samples.sample import Sample


class NeighboursSubView(LayersSubView):
    """Why a small window is enough to begin with. Nothing lies over the photo."""

    name = "neighbours"
    template = "panels/layers/_neighbours.html"
    routers = (api.router,)

    async def examine(self, sample: Sample, query: LayersQuery, engines: Engines, grown: Growth) -> NeighbourFindings:
        """Of the photo as the network sees it."""
        return await find_neighbours(sample, query, engines)

    def draw(self, findings: NeighbourFindings, scene: LayersScene) -> NeighboursPage:
        """Pictures and charts."""
        return draw_neighbours(findings, scene)
