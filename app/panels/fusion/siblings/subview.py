"""The sub-view `siblings`: small siblings of the famous models, on the boxes of the person's own photo."""

from __future__ import annotations

from app.engines import Engines
from app.panels.fusion.query import FusionQuery
from app.panels.fusion.scene import FusionScene
from app.panels.fusion.siblings import api
from app.panels.fusion.siblings.page import REGION, SiblingsPage, siblings_overlay, siblings_page
from app.panels.fusion.siblings.result import SiblingsResult, find_siblings
from app.panels.fusion.subview import FusionSubView
from app.panels.overlay import Overlay
from app.panels.panel import Growth
from app.samples.sample import Sample


class SiblingsView(FusionSubView):
    """What a word looks at, and what a region asks for."""

    name = "siblings"
    template = "panels/fusion/_siblings.html"
    wide = True
    own = frozenset({REGION})
    routers = (api.router, api.files)
    needs_detector = True

    async def examine(self, sample: Sample, query: FusionQuery, engines: Engines, grown: Growth) -> SiblingsResult:
        """One run of each."""
        return await find_siblings(engines.fusion, engines.encoder, sample)

    def draw(self, findings: SiblingsResult, scene: FusionScene) -> SiblingsPage:
        """Photos with boxes, and tables."""
        return siblings_page(findings, scene)

    def overlay(self, findings: SiblingsResult, scene: FusionScene) -> Overlay:
        """Every box, the chosen one set off."""
        return siblings_overlay(findings, scene)
