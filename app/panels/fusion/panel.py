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
        subview, patience = self.subview(query), PATIENCE if query.wait else 0
        if subview.needs_models and not await engines.fusion.available(patience):
            return None
        return True if not subview.needs_detector or await engines.encoder.available(patience) else None
