"""A sub-view of the layers panel: what it is called, how it gets from a photo to a result, and how that is shown."""

from __future__ import annotations

from typing import Any, Protocol

from app.engines import Engines
from app.panels.layers.overlay import Overlay
from app.panels.layers.query import LayersQuery
from app.panels.layers.scene import LayersScene
from app.samples.sample import Sample
from models.network import NetworkPlan


class SubView(Protocol):
    """One file each, and a line in subviews.py."""

    @property
    def name(self) -> str:
        """`view=` in the address, and part of the locale keys (layers.views.NAME)."""

    @property
    def template(self) -> str:
        """The template that places its view; it reads `shown` (what `view` gives), `view` (the panel's) and `t`."""

    @property
    def own(self) -> frozenset[str]:
        """Parameters of the address that only this sub-view reads (`query.get(name)`)."""

    def stage(self, plan: NetworkPlan) -> str:
        """The stage to show when the address names none."""

    async def run(self, sample: Sample, query: LayersQuery, engines: Engines) -> Any:
        """The models' part. An InvalidArgument is told in place of the view; `query.stage` is a stage of the net."""

    def view(self, result: Any, scene: LayersScene) -> Any:
        """What the template reads; blocking work."""

    def overlay(self, result: Any, scene: LayersScene) -> Overlay | None:
        """What lies over the photo."""


def early_stage(plan: NetworkPlan) -> str:
    """A stage a third of the way in: edges are behind, objects are still ahead."""
    return plan.stages[int(0.3 * len(plan.stages))].name


def last_stage(plan: NetworkPlan) -> str:
    """The last one, where meaning is."""
    return plan.stages[-1].name
