"""The sub-view `compare`: all strategies at once on the person's own photo and sentence."""

from __future__ import annotations

from app.engines import Engines
from app.panels.fusion.compare import api
from app.panels.fusion.compare.page import ComparePage, compare_overlay, compare_page
from app.panels.fusion.compare.result import CompareResult, compare
from app.panels.fusion.query import FusionQuery
from app.panels.fusion.scene import FusionScene
from app.panels.fusion.subview import FusionSubView
from app.panels.overlay import Overlay
from app.panels.panel import Growth
from app.samples.sample import Sample


class CompareView(FusionSubView):
    """Match scores, maps of one word, swaps, and other sentences."""

    name = "compare"
    template = "panels/fusion/_compare.html"
    wide = True
    routers = (api.router,)

    async def examine(self, sample: Sample, query: FusionQuery, engines: Engines, grown: Growth) -> CompareResult:
        """Every strategy on every sentence."""
        return await compare(engines.fusion, sample, query.other)

    def draw(self, findings: CompareResult, scene: FusionScene) -> ComparePage:
        """Cards and the matrix."""
        return compare_page(findings, scene)

    def overlay(self, findings: CompareResult, scene: FusionScene) -> Overlay | None:
        """The chosen strategy's map of the word."""
        return compare_overlay(findings, scene)
