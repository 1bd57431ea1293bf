"""Panels: one visible thing each. HTML and JSON start from the same findings. Most are a switch of sub-views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Generic, Protocol, TypeVar
from zlib import crc32

from fastapi import APIRouter

from app.engines import Engines
from app.panels.overlay import Overlay
from app.panels.query import PanelQuery
from app.panels.scene import PanelScene, Scene
from app.samples.sample import Sample
from app.web.errors import ErrorView, view_error
from app.work.sweeps import Grown, Progress, Work
from models.errors import BrokenInstall, FoveaError, InvalidInput

PATIENCE = 20.0  # seconds that one request waits for models that are prepared; the page asks again
FORESEEN = (InvalidInput, BrokenInstall)  # told in the panel, the rest of the page stays
Query = TypeVar("Query", bound=PanelQuery)
Growth = dict[str, Any]  # what there is of each work, by its name


class Panel(Protocol):
    """What it is called, which template places it, and how it gets from an address to findings to a page."""

    name: ClassVar[str]  # its part of the address, and of the locale keys
    template: ClassVar[str]  # places its page
    overlay: ClassVar[str | None]  # the template of what lies over the photo, where that is not the words' heat
    alone: ClassVar[bool]  # it shows the photo and the sentence itself: neither stands beside it

    @property
    def routers(self) -> tuple[APIRouter, ...]:
        """Its addresses beside its page: pictures, downloads, JSON."""

    def read_query(self, address: Mapping[str, str], sample: Sample) -> Any:
        """The panel's state from a query string; never fails."""

    def works(self, sample: Sample, query: Any, engines: Engines) -> tuple[Work, ...]:
        """What takes longer than a moment, to be streamed."""

    async def examine(self, sample: Sample, query: Any, engines: Engines) -> Any:
        """The models' part: frozen findings."""

    def draw(self, findings: Any, query: Any, scene: Scene) -> Any:
        """What the template reads as `panel_page`; blocking work."""


class OneViewPanel:
    """What a panel without sub-views need not say."""

    overlay: ClassVar[str | None] = None
    alone: ClassVar[bool] = False
    routers: tuple[APIRouter, ...] = ()

    def read_query(self, address: Mapping[str, str], sample: Sample) -> Any:
        """Only what all panels have in their address."""
        return PanelQuery.read(address)

    def works(self, sample: Sample, query: Any, engines: Engines) -> tuple[Work, ...]:
        """Nothing that takes long."""
        return ()


class SubView(Generic[Query]):
    """One part of a panel: a folder, and a line in the panel's subviews.py."""

    name: ClassVar[str]  # `view=` in the address, and part of the locale keys (PANEL.views.NAME)
    template: ClassVar[str]  # reads `page` (what `draw` gives), `panel_page` (the panel's) and `t`
    wide: ClassVar[bool] = False  # tables and matrices: the photo gives it room
    own: ClassVar[frozenset[str]] = frozenset()  # parameters that only it reads (`query.get(name)`)
    routers: ClassVar[tuple[APIRouter, ...]] = ()  # its addresses: pictures, downloads, JSON

    def works(self, sample: Sample, query: Query, engines: Engines) -> tuple[Work, ...]:
        """What must be done for it and takes longer than a moment, in this order."""
        return ()

    async def examine(self, sample: Sample, query: Query, engines: Engines, grown: Growth) -> Any:
        """What is had at once; `grown` holds what there is of each work by name. Raises what is told in its place."""
        raise NotImplementedError

    def draw(self, findings: Any, scene: Any) -> Any:
        """What the template reads; blocking work."""
        raise NotImplementedError

    def overlay(self, findings: Any, scene: Any) -> Overlay | None:
        """What lies over the photo."""
        return None


@dataclass(frozen=True)
class Findings(Generic[Query]):
    """What was had: no `head` while models are prepared, no `found` where there is an error."""

    query: Query
    head: Any = None  # what the panel shows above its sub-views
    found: Any = None  # the sub-view's
    progress: Progress | None = None
    error: FoveaError | None = None


@dataclass(frozen=True)
class PanelPage(Generic[Query]):
    """What the template of the panel reads; `template` and `page` are the sub-view's, None where it has nothing."""

    scene: PanelScene[Query]
    head: Any
    subview: str
    views: tuple[str, ...]
    template: str | None
    page: Any
    progress: Progress | None
    overlay: Overlay | None
    error: ErrorView | None
    wide: bool = False

    @property
    def query(self) -> Query:
        """The panel's state."""
        return self.scene.query

    @property
    def preparing(self) -> bool:
        """Whether models are being exported, and the page should ask again and wait."""
        return self.page is None and self.error is None

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


class SubViewPanel(Generic[Query]):
    """A panel that is a switch of sub-views, in the order in which they are shown."""

    name: ClassVar[str]
    template: ClassVar[str]
    overlay: ClassVar[str | None] = "panels/_overlay.html"
    alone: ClassVar[bool] = False
    subviews: ClassVar[tuple[SubView[Any], ...]]
    query_type: ClassVar[type[PanelQuery]]
    scene_type: ClassVar[type[PanelScene[Any]]]

    @property
    def views(self) -> tuple[str, ...]:
        """Names of the sub-views."""
        return tuple(subview.name for subview in self.subviews)

    @property
    def routers(self) -> tuple[APIRouter, ...]:
        """Of its sub-views."""
        return tuple(router for subview in self.subviews for router in subview.routers)

    def read_query(self, address: Mapping[str, str], sample: Sample) -> Query:
        """The panel's state; a view that does not exist is the first one."""
        own = frozenset().union(*(subview.own for subview in self.subviews))
        query: Any = self.query_type.read(address, own)
        found: Query = query if query.view in self.views else replace(query, view=self.views[0])
        return found

    def subview(self, query: Query) -> Any:
        """The sub-view that the address names; it exists, for the query was read against them."""
        return next(subview for subview in self.subviews if subview.name == query.view)

    def works(self, sample: Sample, query: Query, engines: Engines) -> tuple[Work, ...]:
        """What the sub-view needs."""
        works: tuple[Work, ...] = self.subview(query).works(sample, query, engines)
        return works

    async def prepare(self, sample: Sample, query: Query, engines: Engines) -> Any:
        """What stands above the sub-views; None while models are prepared."""
        raise NotImplementedError

    def settle(self, sample: Sample, query: Query, head: Any) -> Query:
        """The state with what only the models know filled in; raises InvalidArgument for what they do not have."""
        return query

    def draw_head(self, head: Any, scene: Any) -> Any:
        """What the template reads as `panel_page.head`; `head` is None where there is nothing yet."""
        return head

    async def examine(self, sample: Sample, query: Query, engines: Engines) -> Findings[Query]:
        """What there is of the sub-view; with `wait` all of it."""
        try:
            head = await self.prepare(sample, query, engines)
        except FORESEEN as error:
            return Findings(query, error=error)
        if head is None:
            return Findings(query)
        try:
            query = self.settle(sample, query, head)
            return await self._examine(sample, query, engines, head)
        except FORESEEN as error:
            return Findings(query, head, error=error)

    async def _examine(self, sample: Sample, query: Query, engines: Engines, head: Any) -> Findings[Query]:
        runner, works = engines.runner, self.works(sample, query, engines)
        for work in works:
            await runner.recall(work)
            failure = None if query.wait else runner.failure(work.key)
            if failure:
                raise failure  # not started again by every look at the page
            if query.wait:
                await runner.finish(work)
        grown = {work.name: runner.grown(work.key) for work in works}
        values = {name: each.value for name, each in grown.items() if each}
        found = await self.subview(query).examine(sample, query, engines, values)
        return Findings(query, head, found, _progress(works, grown))

    def draw(self, findings: Findings[Query], query: Query, scene: Scene) -> PanelPage[Query]:
        """The panel around a sub-view, or around what went wrong."""
        own: Any = self.scene_type(scene, findings.query)
        subview, there = self.subview(findings.query), findings.found is not None
        return PanelPage(
            scene=own,
            head=self.draw_head(findings.head, own),
            subview=subview.name,
            views=self.views,
            template=subview.template if there else None,
            page=subview.draw(findings.found, own) if there else None,
            progress=findings.progress,
            overlay=subview.overlay(findings.found, own) if there else None,
            error=view_error(findings.error, scene.t) if findings.error else None,
            wide=subview.wide,
        )


def _progress(works: tuple[Work, ...], grown: dict[str, Grown | None]) -> Progress | None:
    missing = [name for name, each in grown.items() if each is None or not each.complete]
    done = sum(each.done / each.total for each in grown.values() if each)
    same = f"{crc32(repr([work.key for work in works]).encode()):08x}"
    return Progress(missing[0], done / len(grown), same) if missing else None
