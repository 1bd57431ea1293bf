"""The fusion panel: one of the sub-views, once the strategies are there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.engines import Engines
from app.errors import ErrorView, view_error
from app.panels.fusion.query import FusionQuery, read_fusion_query
from app.panels.fusion.scene import FusionScene
from app.panels.fusion.subviews import VIEWS, subview_of
from app.panels.layers.overlay import Overlay
from app.panels.scene import Scene
from app.panels.shift.panel import Progress
from app.samples import Sample
from models.errors import BrokenInstall, FoveaError, InvalidInput

PATIENCE = 25.0  # seconds that one request waits for the strategies; the page asks again
FORESEEN = (InvalidInput, BrokenInstall)


@dataclass(frozen=True)
class FusionResult:
    """`shown` is None while the strategies are prepared, and where there is an error."""

    query: FusionQuery
    shown: Any = None
    progress: Progress | None = None
    error: FoveaError | None = None


@dataclass(frozen=True)
class FusionView:
    """What the template of the panel reads."""

    scene: FusionScene
    subview: str
    views: tuple[str, ...]
    template: str | None
    shown: Any
    progress: Progress | None
    overlay: Overlay | None
    error: ErrorView | None

    @property
    def query(self) -> FusionQuery:
        """The panel's state."""
        return self.scene.query

    @property
    def preparing(self) -> bool:
        """Whether the strategies are being exported, and the page should ask again and wait."""
        return self.shown is None and self.error is None

    @property
    def waiting_href(self) -> str:
        """This address, answered only when everything is there."""
        return self.scene.to("", None, wait=1)

    @property
    def stream_href(self) -> str:
        """Where the work is done while the page listens."""
        return self.scene.to("/stream")

    def href(self, **changes: object) -> str:
        """The address of this panel with some of its state changed."""
        return self.scene.href(**changes)


@dataclass(frozen=True)
class FusionPanel:
    """Ways to join a CNN and a Transformer."""

    name: str = "fusion"
    template: str = "panels/_fusion.html"
    overlay: str | None = "panels/layers/_overlay.html"

    def read_query(self, query: Mapping[str, str], sample: Sample) -> FusionQuery:
        """The panel's state."""
        return read_fusion_query(query, VIEWS)

    async def run(self, sample: Sample, query: FusionQuery, engines: Engines) -> FusionResult:
        """What there is of the sub-view; with `wait` all of it."""
        subview, fusion, lab = subview_of(query.view), engines.fusion, engines.lab
        try:
            if (
                subview.needs_models
                and not await fusion.prepared()
                and not (query.wait and await fusion.ready(PATIENCE))
            ):
                return FusionResult(query)
            works = subview.works(sample, query, engines)
            if query.wait:
                for work in works:
                    await lab.finish(work.key, await work.make())
            grown = {work.name: lab.grown(work.key) for work in works}
            values = {name: each.value for name, each in grown.items() if each}
            shown = await subview.run(sample, query, engines, values)
        except FORESEEN as error:
            return FusionResult(query, error=error)
        missing = [name for name, each in grown.items() if each is None or not each.complete]
        done = sum(each.done / each.total for each in grown.values() if each)
        progress = Progress(missing[0], round(1000 * done), 1000 * len(works)) if missing else None
        return FusionResult(query, shown, progress)

    def view(self, result: FusionResult, query: FusionQuery, scene: Scene) -> FusionView:
        """The sub-view."""
        fused = FusionScene(scene, result.query)
        subview, there = subview_of(result.query.view), result.shown is not None
        return FusionView(
            scene=fused,
            subview=subview.name,
            views=VIEWS,
            template=subview.template if there else None,
            shown=subview.view(result.shown, fused) if there else None,
            progress=result.progress,
            overlay=subview.overlay(result.shown, fused) if there else None,
            error=view_error(result.error, scene.t) if result.error else None,
        )

    def as_json(self, result: FusionResult, _: FusionQuery) -> dict[str, Any]:
        """What the address asked for; the numbers have addresses of their own under /api/v1."""
        return dict(result.query.hidden())
