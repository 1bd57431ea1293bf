"""The sub-view `depth`: layers x heads of one strategy's attention, rollout, words among words, and places to words."""

from __future__ import annotations

from app.engines import Engines
from app.panels.fusion.depth import api
from app.panels.fusion.depth.page import DepthPage, depth_overlay, depth_page
from app.panels.fusion.depth.result import DepthResult, look_into
from app.panels.fusion.query import FusionQuery
from app.panels.fusion.scene import FusionScene
from app.panels.fusion.subview import FusionSubView
from app.panels.overlay import Overlay
from app.panels.panel import Growth
from app.samples.sample import Sample


class DepthView(FusionSubView):
    """Attention, head by head."""

    name = "depth"
    template = "panels/fusion/_depth.html"
    routers = (api.router,)

    async def examine(self, sample: Sample, query: FusionQuery, engines: Engines, grown: Growth) -> DepthResult:
        """One reading."""
        return await look_into(engines.fusion, sample, query.name)

    def draw(self, findings: DepthResult, scene: FusionScene) -> DepthPage:
        """Grids of heads, the matrix, the shares."""
        return depth_page(findings, scene)

    def overlay(self, findings: DepthResult, scene: FusionScene) -> Overlay | None:
        """The word's map, and cells that can be asked for their words."""
        return depth_overlay(findings, scene)
