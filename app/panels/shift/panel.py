"""The shift panel: a network, a way to move the photo, and one of the sub-views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.engines import Engines
from app.panels.layers.panel import FORESEEN
from app.panels.layers.view import NetChoice
from app.panels.scene import Scene
from app.panels.shift.query import PIXELS, ShiftQuery, read_shift_query
from app.panels.shift.scene import ShiftScene
from app.panels.shift.subviews import VIEWS, subview_of
from app.panels.working import WorkingResult, WorkingView, draw_subview, run_subview
from app.samples.sample import Sample
from models.registry import BUILT_IN

PATIENCE = 20.0  # seconds that one request waits for a network; the page asks again


@dataclass(frozen=True)
class ShiftPanel:
    """Equivariance of convolution, invariance of pooling, and what neither promises."""

    name: str = "shift"
    template: str = "panels/shift/_panel.html"
    overlay: str | None = "panels/layers/_overlay.html"

    def read_query(self, query: Mapping[str, str], sample: Sample) -> ShiftQuery:
        """The panel's state."""
        return read_shift_query(query, VIEWS)

    async def run(self, sample: Sample, query: ShiftQuery, engines: Engines) -> WorkingResult[ShiftQuery]:
        """What there is of the sub-view; with `wait` all of it."""
        lab = engines.lab
        try:
            if not await lab.prepared(query.net) and not (query.wait and await lab.ready(query.net, PATIENCE)):
                return WorkingResult(query)
            if query.stage not in (None, PIXELS):
                (await lab.engine(query.net)).plan.stage(query.stage)
            return await run_subview(subview_of(query.view), sample, query, engines, query.wait)
        except FORESEEN as error:
            return WorkingResult(query, error=error)

    def view(self, result: WorkingResult[ShiftQuery], query: ShiftQuery, scene: Scene) -> WorkingView[ShiftQuery]:
        """The choosers and the sub-view."""
        shifted = ShiftScene(scene, result.query)
        return draw_subview(subview_of(result.query.view), result, shifted, VIEWS, _nets(shifted))

    def as_json(self, result: WorkingResult[ShiftQuery], _: ShiftQuery) -> dict[str, Any]:
        """What the address asked for; the numbers have addresses of their own under /api/v1."""
        return dict(result.query.hidden())


def net_title(name: str, scene: ShiftScene) -> str:
    """What a network is called on the page."""
    key = f"shift.nets.{name}"
    return scene.t(key) if scene.t.has(key) else BUILT_IN[name].title if name in BUILT_IN else name


def _nets(scene: ShiftScene) -> tuple[NetChoice, ...]:
    names = list(BUILT_IN) if scene.query.net in BUILT_IN else [*BUILT_IN, scene.query.net]
    return tuple(
        NetChoice(name, net_title(name, scene), scene.href(net=name, stage=None, channel=None), name == scene.query.net)
        for name in names
    )
