"""The fusion panel: one of the sub-views, once the strategies are there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.engines import Engines
from app.panels.fusion.query import FusionQuery, read_fusion_query
from app.panels.fusion.scene import FusionScene
from app.panels.fusion.subviews import VIEWS, subview_of
from app.panels.layers.panel import FORESEEN
from app.panels.scene import Scene
from app.panels.working import WorkingResult, WorkingView, draw_subview, run_subview
from app.samples.sample import Sample

PATIENCE = 25.0  # seconds that one request waits for the strategies; the page asks again


@dataclass(frozen=True)
class FusionPanel:
    """Ways to join a CNN and a Transformer."""

    name: str = "fusion"
    template: str = "panels/fusion/_panel.html"
    overlay: str | None = "panels/layers/_overlay.html"

    def read_query(self, query: Mapping[str, str], sample: Sample) -> FusionQuery:
        """The panel's state."""
        return read_fusion_query(query, VIEWS)

    async def run(self, sample: Sample, query: FusionQuery, engines: Engines) -> WorkingResult[FusionQuery]:
        """What there is of the sub-view; with `wait` all of it."""
        subview, fusion = subview_of(query.view), engines.fusion
        try:
            ready = not subview.needs_models or await fusion.prepared()
            if not ready and not (query.wait and await fusion.ready(PATIENCE)):
                return WorkingResult(query)
            return await run_subview(subview, sample, query, engines, query.wait)
        except FORESEEN as error:
            return WorkingResult(query, error=error)

    def view(self, result: WorkingResult[FusionQuery], query: FusionQuery, scene: Scene) -> WorkingView[FusionQuery]:
        """The sub-view."""
        return draw_subview(subview_of(result.query.view), result, FusionScene(scene, result.query), VIEWS)

    def as_json(self, result: WorkingResult[FusionQuery], _: FusionQuery) -> dict[str, Any]:
        """What the address asked for; the numbers have addresses of their own under /api/v1."""
        return dict(result.query.hidden())
