"""The layers panel: one backbone, its stages as a strip, and one of the sub-views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.engines import Engines
from app.panels.layers.query import LayersQuery
from app.panels.layers.scene import LayersScene
from app.panels.layers.strip import draw_strip
from app.panels.layers.subviews import VIEWS, read_query, subview_of
from app.panels.layers.view import LayersView, net_choices
from app.panels.scene import Scene
from app.samples.sample import Sample
from app.web.errors import view_error
from models.errors import BrokenInstall, FoveaError, InvalidInput
from models.lab_results import TimingReport
from models.network import NetworkPlan

PATIENCE = 20.0  # seconds that one request waits for a backbone; the page asks again
FORESEEN = (InvalidInput, BrokenInstall)  # told in the panel, the rest of the page stays


@dataclass(frozen=True)
class LayersResult:
    """What was had: nothing while the backbone is prepared, no `shown` where the address asks for what is not there."""

    query: LayersQuery
    plan: NetworkPlan | None = None
    shown: Any = None
    times: TimingReport | None = None
    error: FoveaError | None = None


@dataclass(frozen=True)
class LayersPanel:
    """What every layer of a CNN makes of the photo."""

    name: str = "layers"
    template: str = "panels/layers/_panel.html"
    overlay: str | None = "panels/layers/_overlay.html"

    def read_query(self, query: Mapping[str, str], sample: Sample) -> LayersQuery:
        """Backbone, stage, channel, cell, and the sub-view's own parameters."""
        return read_query(query, sample)

    async def run(self, sample: Sample, query: LayersQuery, engines: Engines) -> LayersResult:
        """The sub-view's part; a backbone that must be exported first is waited for only where the page said so."""
        lab = engines.lab
        try:
            if not await lab.prepared(query.net) and not (query.wait and await lab.ready(query.net, PATIENCE)):
                return LayersResult(query)
            plan = (await lab.engine(query.net)).plan
        except FORESEEN as error:
            return LayersResult(query, error=error)
        return await _run(sample, query, plan, engines)

    def view(self, result: LayersResult, query: LayersQuery, scene: Scene) -> LayersView:
        """The strip and the sub-view."""
        return _view(result, LayersScene(scene, result.query))

    def as_json(self, result: LayersResult, _: LayersQuery) -> dict[str, Any]:
        """What the address asked for; the numbers have addresses of their own under /api/v1."""
        return dict(result.query.hidden())


async def _run(sample: Sample, query: LayersQuery, plan: NetworkPlan, engines: Engines) -> LayersResult:
    subview = subview_of(query.view)
    stage = query.stage or subview.stage(plan)
    query = replace(query, stage=stage)
    times = await engines.lab.times(query.net) if query.times else None
    try:
        _, rows, cols = plan.stage(stage).shape
        query = query.at(stage, (rows, cols))
        shown = await subview.run(sample, query, engines)
    except FORESEEN as error:
        return LayersResult(query, plan, times=times, error=error)
    return LayersResult(query, plan, shown, times)


def _view(result: LayersResult, scene: LayersScene) -> LayersView:
    subview, shown = subview_of(result.query.view), result.shown is not None
    return LayersView(
        scene=scene,
        nets=net_choices(scene),
        strip=draw_strip(result.plan, result.times, scene) if result.plan else None,
        subview=subview.name,
        views=VIEWS,
        template=subview.template if shown else None,
        shown=subview.view(result.shown, scene) if shown else None,
        overlay=subview.overlay(result.shown, scene) if shown else None,
        error=view_error(result.error, scene.t) if result.error else None,
    )
