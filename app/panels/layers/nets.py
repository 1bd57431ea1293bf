"""The sub-view `nets` of the layers panel: not built yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.engines import Engines
from app.lab import Look
from app.panels.layers.overlay import Overlay
from app.panels.layers.query import LayersQuery
from app.panels.layers.scene import LayersScene
from app.panels.layers.subview import early_stage
from app.samples import Sample
from models.network import NetworkPlan


@dataclass(frozen=True)
class NetsView:
    """A placeholder with the shape of a sub-view."""

    name: str = "nets"
    template: str = "panels/layers/_nets.html"
    own: frozenset[str] = frozenset()

    def stage(self, plan: NetworkPlan) -> str:
        """Where it starts."""
        return early_stage(plan)

    async def run(self, sample: Sample, query: LayersQuery, engines: Engines) -> Look:
        """The photo at every stage."""
        return await engines.lab.look(sample, query.net)

    def view(self, result: Look, scene: LayersScene) -> Any:
        """Nothing yet."""
        return None

    def overlay(self, result: Look, scene: LayersScene) -> Overlay | None:
        """Nothing yet."""
        return None
