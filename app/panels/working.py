"""Panels whose sub-views may need long work: what they need, how far it is, and what is shown of it meanwhile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from app.engines import Engines
from app.panels.layers.overlay import Overlay
from app.panels.layers.view import NetChoice
from app.panels.panel_scene import PanelQuery, PanelScene
from app.samples.sample import Sample
from app.web.errors import ErrorView, view_error
from app.work.sweeps import Grown
from models.errors import FoveaError

Steps = Callable[[], Iterator[Grown]]
Query = TypeVar("Query", bound=PanelQuery)
Query_contra = TypeVar("Query_contra", contravariant=True)
Scene_contra = TypeVar("Scene_contra", contravariant=True)


@dataclass(frozen=True)
class Work:
    """Something that takes longer than a moment: its key says all it depends on; `make` gets what it needs first."""

    name: str  # locale key work.NAME
    key: tuple[object, ...]
    make: Callable[[], Awaitable[Steps]]


@dataclass(frozen=True)
class Progress:
    """How far the works of a sub-view are."""

    name: str  # of the work that comes next
    share: float  # 0..1 of all of them


class WorkingSubView(Protocol[Query_contra, Scene_contra]):
    """One file each, and a line in the panel's subviews.py."""

    @property
    def name(self) -> str:
        """`view=` in the address, and part of the locale keys (PANEL.views.NAME)."""

    @property
    def template(self) -> str:
        """It reads `shown` (what `view` gives), `view` (the panel's) and `t`."""

    def works(self, sample: Sample, query: Query_contra, engines: Engines) -> tuple[Work, ...]:
        """What must be done for it, in this order."""

    async def run(self, sample: Sample, query: Query_contra, engines: Engines, grown: dict[str, Any]) -> Any:
        """What is had at once; `grown` holds what there is of each work by name."""

    def view(self, result: Any, scene: Scene_contra) -> Any:
        """What the template reads; blocking work."""

    def overlay(self, result: Any, scene: Scene_contra) -> Overlay | None:
        """What lies over the photo."""


@dataclass(frozen=True)
class WorkingResult(Generic[Query]):
    """`shown` is None while models are prepared, and where there is an error."""

    query: Query
    shown: Any = None
    progress: Progress | None = None
    error: FoveaError | None = None


@dataclass(frozen=True)
class WorkingView(Generic[Query]):
    """What the template of the panel reads."""

    scene: PanelScene[Query]
    subview: str
    views: tuple[str, ...]
    template: str | None
    shown: Any
    progress: Progress | None
    overlay: Overlay | None
    error: ErrorView | None
    nets: tuple[NetChoice, ...] = ()

    @property
    def query(self) -> Query:
        """The panel's state."""
        return self.scene.query

    @property
    def preparing(self) -> bool:
        """Whether models are being exported, and the page should ask again and wait."""
        return self.shown is None and self.error is None

    @property
    def waiting_href(self) -> str:
        """This address, answered only when everything is there."""
        return self.scene.to("", wait=1)

    @property
    def stream_href(self) -> str:
        """Where the work is done while the page listens."""
        return self.scene.to("/stream")

    def href(self, **changes: object) -> str:
        """The address of this panel with some of its state changed."""
        return self.scene.href(**changes)


async def run_subview(
    subview: WorkingSubView[Query, Any], sample: Sample, query: Query, engines: Engines, wait: bool
) -> WorkingResult[Query]:
    """What there is of a sub-view; with `wait` all of it. Errors are the panel's to tell."""
    lab, works = engines.lab, subview.works(sample, query, engines)
    if wait:
        for work in works:
            await lab.finish(work.key, await work.make())
    grown = {work.name: lab.grown(work.key) for work in works}
    values = {name: each.value for name, each in grown.items() if each}
    shown = await subview.run(sample, query, engines, values)
    return WorkingResult(query, shown, _progress(grown))


def _progress(grown: dict[str, Grown | None]) -> Progress | None:
    missing = [name for name, each in grown.items() if each is None or not each.complete]
    done = sum(each.done / each.total for each in grown.values() if each)
    return Progress(missing[0], done / len(grown)) if missing else None


def draw_subview(
    subview: WorkingSubView[Any, Any],
    result: WorkingResult[Query],
    scene: PanelScene[Query],
    views: tuple[str, ...],
    nets: tuple[NetChoice, ...] = (),
) -> WorkingView[Query]:
    """The panel around a sub-view, or around what went wrong."""
    there = result.shown is not None
    return WorkingView(
        scene=scene,
        subview=subview.name,
        views=views,
        template=subview.template if there else None,
        shown=subview.view(result.shown, scene) if there else None,
        progress=result.progress,
        overlay=subview.overlay(result.shown, scene) if there else None,
        error=view_error(result.error, scene.t) if result.error else None,
        nets=nets,
    )
