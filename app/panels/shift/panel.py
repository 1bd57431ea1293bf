"""The shift panel: a network, a way to move the photo, and one of the sub-views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.engines import Engines
from app.errors import ErrorView, view_error
from app.panels.layers.overlay import Overlay
from app.panels.scene import Scene
from app.panels.shift.query import ShiftQuery, read_shift_query
from app.panels.shift.scene import ShiftScene
from app.panels.shift.subviews import VIEWS, subview_of
from app.samples import Sample
from models.errors import BrokenInstall, FoveaError, InvalidInput
from models.registry import BUILT_IN

PATIENCE = 20.0  # seconds that one request waits for a network; the page asks again
FORESEEN = (InvalidInput, BrokenInstall)


@dataclass(frozen=True)
class Progress:
    """How far the works of a sub-view are."""

    name: str  # of the work that comes next
    done: int
    total: int

    @property
    def share(self) -> float:
        """0..1."""
        return self.done / self.total if self.total else 0.0


@dataclass(frozen=True)
class ShiftResult:
    """`shown` is None while a network is prepared, and where there is an error."""

    query: ShiftQuery
    shown: Any = None
    progress: Progress | None = None
    error: FoveaError | None = None


@dataclass(frozen=True)
class NetChoice:
    """One network of the chooser."""

    name: str
    title: str
    href: str
    current: bool


@dataclass(frozen=True)
class ShiftView:
    """What the template of the panel reads."""

    scene: ShiftScene
    nets: tuple[NetChoice, ...]
    subview: str
    views: tuple[str, ...]
    template: str | None
    shown: Any
    progress: Progress | None
    overlay: Overlay | None
    error: ErrorView | None

    @property
    def query(self) -> ShiftQuery:
        """The panel's state."""
        return self.scene.query

    @property
    def preparing(self) -> bool:
        """Whether a network is being exported, and the page should ask again and wait."""
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
class ShiftPanel:
    """Equivariance of convolution, invariance of pooling, and what neither promises."""

    name: str = "shift"
    template: str = "panels/_shift.html"
    overlay: str | None = "panels/layers/_overlay.html"

    def read_query(self, query: Mapping[str, str], sample: Sample) -> ShiftQuery:
        """The panel's state."""
        return read_shift_query(query, VIEWS)

    async def run(self, sample: Sample, query: ShiftQuery, engines: Engines) -> ShiftResult:
        """What there is of the sub-view; with `wait` all of it."""
        lab, subview = engines.lab, subview_of(query.view)
        try:
            if not await lab.prepared(query.net) and not (query.wait and await lab.ready(query.net, PATIENCE)):
                return ShiftResult(query)
            plan = (await lab.engine(query.net)).plan
            if query.stage not in (None, "pixels"):
                plan.stage(query.stage)
            works = subview.works(sample, query, engines)
            if query.wait:
                for work in works:
                    await lab.finish(work.key, await work.make())
            grown = {work.name: lab.grown(work.key) for work in works}
            values = {name: each.value for name, each in grown.items() if each}
            shown = await subview.run(sample, query, engines, values)
        except FORESEEN as error:
            return ShiftResult(query, error=error)
        missing = [name for name, each in grown.items() if each is None or not each.complete]
        done = sum(each.done / each.total for each in grown.values() if each)
        progress = Progress(missing[0], round(1000 * done), 1000 * len(works)) if missing else None
        return ShiftResult(query, shown, progress)

    def view(self, result: ShiftResult, query: ShiftQuery, scene: Scene) -> ShiftView:
        """The choosers and the sub-view."""
        shifted = ShiftScene(scene, result.query)
        subview, there = subview_of(result.query.view), result.shown is not None
        return ShiftView(
            scene=shifted,
            nets=_nets(shifted),
            subview=subview.name,
            views=VIEWS,
            template=subview.template if there else None,
            shown=subview.view(result.shown, shifted) if there else None,
            progress=result.progress,
            overlay=subview.overlay(result.shown, shifted) if there else None,
            error=view_error(result.error, scene.t) if result.error else None,
        )

    def as_json(self, result: ShiftResult, _: ShiftQuery) -> dict[str, Any]:
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
