"""A sub-view of the shift panel: which work it needs, and how the results are shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from app.engines import Engines
from app.panels.layers.overlay import Overlay
from app.panels.shift.query import ShiftQuery
from app.panels.shift.scene import ShiftScene
from app.samples import Sample
from app.sweeps import Grown

Steps = Callable[[], Iterator[Grown]]


@dataclass(frozen=True)
class Work:
    """Something that takes longer than a moment: its key says all it depends on; `make` gets what it needs first."""

    name: str  # locale key work.NAME
    key: tuple[object, ...]
    make: Callable[[], Awaitable[Steps]]


class ShiftSubView(Protocol):
    """One file each, and a line in subviews.py."""

    @property
    def name(self) -> str:
        """`view=` in the address, and part of the locale keys (shift.views.NAME)."""

    @property
    def template(self) -> str:
        """It reads `shown` (what `view` gives), `view` (the panel's) and `t`."""

    def works(self, sample: Sample, query: ShiftQuery, engines: Engines) -> tuple[Work, ...]:
        """What must be done for it, in this order."""

    async def run(self, sample: Sample, query: ShiftQuery, engines: Engines, grown: dict[str, Any]) -> Any:
        """What is had at once; `grown` holds what there is of each work by name."""

    def view(self, result: Any, scene: ShiftScene) -> Any:
        """What the template reads; blocking work."""

    def overlay(self, result: Any, scene: ShiftScene) -> Overlay | None:
        """What lies over the photo."""
