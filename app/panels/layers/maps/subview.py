"""The sub-view `maps`: all channels of a stage as a mosaic, one large over the photo, all of them as colours."""

from __future__ import annotations

from app.engines import Engines
from app.panels.layers.maps import api
from app.panels.layers.maps.page import MapsPage, draw_maps, maps_overlay
from app.panels.layers.maps.result import MapsFindings, find_maps
from app.panels.layers.query import LayersQuery
from app.panels.layers.scene import LayersScene
from app.panels.layers.subview import LayersSubView
from app.panels.overlay import Overlay
from app.panels.panel import Growth
from app.samples.sample import Sample


class MapsSubView(LayersSubView):
    """Feature maps of one stage."""

    name = "maps"
    template = "panels/layers/_maps.html"
    routers = (api.router, api.pictures)

    async def examine(self, sample: Sample, query: LayersQuery, engines: Engines, grown: Growth) -> MapsFindings:
        """The stage's maps."""
        return await find_maps(sample, query, engines)

    def draw(self, findings: MapsFindings, scene: LayersScene) -> MapsPage:
        """The mosaic, the channel and the colours."""
        return draw_maps(findings, scene)

    def overlay(self, findings: MapsFindings, scene: LayersScene) -> Overlay:
        """The channel over the photo, or all of them as colours."""
        return maps_overlay(findings, scene)
