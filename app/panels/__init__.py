"""Panels: one visible thing each. HTML and JSON start from the same result. A new panel is a file and a line here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from app.engines import Engines
from app.panels.fusion.panel import FusionPanel
from app.panels.layers.panel import LayersPanel
from app.panels.scene import Scene
from app.panels.shift.panel import ShiftPanel
from app.panels.words.panel import WordsPanel
from app.samples.sample import Sample


class Panel(Protocol):
    """What it is called, which template places it, and how it gets from an address to a result to a view."""

    @property
    def name(self) -> str:
        """Its part of the address, and of the locale keys."""

    @property
    def template(self) -> str:
        """The template that places its view."""

    @property
    def overlay(self) -> str | None:
        """The template of what lies over the photo, where that is not the words' heat."""

    def read_query(self, query: Mapping[str, str], sample: Sample) -> Any:
        """The panel's state from a query string; never fails."""

    async def run(self, sample: Sample, query: Any, engines: Engines) -> Any:
        """The models' part: a frozen result."""

    def view(self, result: Any, query: Any, scene: Scene) -> Any:
        """What the template reads; blocking work."""

    def as_json(self, result: Any, query: Any) -> dict[str, Any]:
        """The same result for programs."""


PANELS: tuple[Panel, ...] = (WordsPanel(), LayersPanel(), ShiftPanel(), FusionPanel())


def find_panel(name: str) -> Panel | None:
    """The panel of this name."""
    return next((panel for panel in PANELS if panel.name == name), None)
