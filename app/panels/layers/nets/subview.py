"""The sub-view `nets`: the packaged networks side by side on the same photo."""

from __future__ import annotations

from app.engines import Engines
from app.panels.layers.nets.page import NetsPage, draw_nets
from app.panels.layers.nets.result import NetFindings, find_nets
from app.panels.layers.query import LayersQuery
from app.panels.layers.scene import LayersScene
from app.panels.layers.subview import LayersSubView
from app.panels.panel import Growth
from app.samples.sample import Sample


class NetsSubView(LayersSubView):
    """Architecture, cost and verdict of every packaged network. `prepare=NAME` waits for one that is not there yet.

    Nothing lies over the photo: the maps are on the cards.
    """

    name = "nets"
    template = "panels/layers/_nets.html"
    wide = True
    own = frozenset({"prepare"})

    async def examine(
        self, sample: Sample, query: LayersQuery, engines: Engines, grown: Growth
    ) -> tuple[NetFindings, ...]:
        """Every network that is prepared."""
        return await find_nets(sample, query, engines)

    def draw(self, findings: tuple[NetFindings, ...], scene: LayersScene) -> NetsPage:
        """One card each."""
        return draw_nets(findings, scene)
