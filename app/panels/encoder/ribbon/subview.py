"""The sub-view `ribbon`: photos and a sentence as the one sequence that a multimodal model receives."""

from __future__ import annotations

from app.engines import Engines
from app.panels.encoder.query import EncoderQuery
from app.panels.encoder.ribbon import api
from app.panels.encoder.ribbon.page import RibbonPage, ribbon_overlay, ribbon_page
from app.panels.encoder.ribbon.result import RibbonResult, find_ribbon
from app.panels.encoder.scene import EncoderScene
from app.panels.encoder.subview import EncoderSubView
from app.panels.overlay import Overlay
from app.panels.panel import Growth
from app.samples.sample import Sample


class RibbonView(EncoderSubView):
    """Tokens to scale, pooled or asked for, and a gate."""

    name = "ribbon"
    template = "panels/encoder/_ribbon.html"
    routers = (api.router, api.forms)

    async def examine(self, sample: Sample, query: EncoderQuery, engines: Engines, grown: Growth) -> RibbonResult:
        """All photos at one size."""
        return await find_ribbon(sample, query, engines)

    def draw(self, findings: RibbonResult, scene: EncoderScene) -> RibbonPage:
        """The ribbon with its counts."""
        return ribbon_page(findings, scene)

    def overlay(self, findings: RibbonResult, scene: EncoderScene) -> Overlay:
        """What one token stands for."""
        return ribbon_overlay(findings, scene)
