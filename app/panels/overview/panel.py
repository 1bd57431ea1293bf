"""The overview: from pixels to words in one picture, each part of it the way into its view."""

from __future__ import annotations

from app.engines import Engines
from app.panels.overview.page import OverviewPage, draw_overview
from app.panels.overview.result import OverviewFindings, find_overview
from app.panels.panel import PATIENCE, OneViewPanel
from app.panels.query import NET, PanelQuery
from app.panels.scene import Scene
from app.samples.sample import Sample


class OverviewPanel(OneViewPanel):
    """Photo, stages, tokens, words and match on this photo."""

    name = "overview"
    template = "panels/overview/_panel.html"
    alone = True

    async def examine(self, sample: Sample, query: PanelQuery, engines: Engines) -> OverviewFindings:
        """What the words found, and the stages once the network is there."""
        return await find_overview(sample, NET, PATIENCE if query.wait else 0, engines)

    def draw(self, findings: OverviewFindings, query: PanelQuery, scene: Scene) -> OverviewPage:
        """The flow with its pictures."""
        return draw_overview(findings, scene)
