"""A sub-view of the fusion panel."""

from __future__ import annotations

from typing import Any, Protocol

from app.engines import Engines
from app.panels.fusion.query import FusionQuery
from app.panels.fusion.scene import FusionScene
from app.panels.layers.overlay import Overlay
from app.panels.shift.subview import Work
from app.samples import Sample


class FusionSubView(Protocol):
    """One file each, and a line in subviews.py."""

    @property
    def name(self) -> str:
        """`view=` in the address, and part of the locale keys (fusion.views.NAME)."""

    @property
    def template(self) -> str:
        """It reads `shown` (what `view` gives), `view` (the panel's) and `t`."""

    @property
    def needs_models(self) -> bool:
        """Whether the strategies must be loaded for it."""

    def works(self, sample: Sample, query: FusionQuery, engines: Engines) -> tuple[Work, ...]:
        """What takes longer than a moment."""

    async def run(self, sample: Sample, query: FusionQuery, engines: Engines, grown: dict[str, Any]) -> Any:
        """The models' part; `grown` holds what there is of each work by name."""

    def view(self, result: Any, scene: FusionScene) -> Any:
        """What the template reads; blocking work."""

    def overlay(self, result: Any, scene: FusionScene) -> Overlay | None:
        """What lies over the photo."""
