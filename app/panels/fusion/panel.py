"""The fusion panel: ways to join a CNN and a Transformer on the person's own photo and sentence."""

from __future__ import annotations

from app.engines import Engines
from app.panels.fusion.query import FusionQuery
from app.panels.fusion.readiness import PATIENCE
from app.panels.fusion.scene import FusionScene
from app.panels.fusion.subviews import SUBVIEWS
from app.panels.panel import SubViewPanel
from app.samples.sample import Sample


class FusionPanel(SubViewPanel[FusionQuery]):
    """Nine strategies side by side, what they cost, and what each cannot show."""

    name = "fusion"
    template = "panels/fusion/_panel.html"
    subviews = SUBVIEWS
    query_type = FusionQuery
    scene_type = FusionScene

    async def prepare(self, sample: Sample, query: FusionQuery, engines: Engines) -> bool | None:
        """Whether the strategies are there, where the sub-view needs them."""
        fusion = engines.fusion
        ready = not self.subview(query).needs_models or await fusion.prepared()
        return True if ready or (query.wait and await fusion.ready(PATIENCE)) else None
