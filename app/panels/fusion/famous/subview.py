"""The sub-view `famous`: published models in the scheme of this panel."""

from __future__ import annotations

from app.engines import Engines
from app.panels.fusion.famous.page import FamousPage, famous_page
from app.panels.fusion.query import FusionQuery
from app.panels.fusion.scene import FusionScene
from app.panels.fusion.subview import FusionSubView
from app.panels.panel import Growth
from app.samples.sample import Sample
from models.fusion.famous import FAMOUS, FamousModel


class FamousView(FusionSubView):
    """Which strategy, what queries what, which losses."""

    name = "famous"
    template = "panels/fusion/_famous.html"
    wide = True
    needs_models = False

    async def examine(
        self, sample: Sample, query: FusionQuery, engines: Engines, grown: Growth
    ) -> tuple[FamousModel, ...]:
        """Nothing runs."""
        return FAMOUS

    def draw(self, findings: tuple[FamousModel, ...], scene: FusionScene) -> FamousPage:
        """Cards."""
        return famous_page(findings, scene)
