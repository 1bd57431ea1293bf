"""The panels, in the order of the tabs. A new one is a folder and a line here."""

from __future__ import annotations

from typing import Any

from app.panels.encoder.panel import EncoderPanel
from app.panels.fusion.panel import FusionPanel
from app.panels.layers.panel import LayersPanel
from app.panels.overview.panel import OverviewPanel
from app.panels.panel import Panel
from app.panels.shift.panel import ShiftPanel
from app.panels.words.panel import WordsPanel
from models.errors import NotFound

PANELS: tuple[Panel | Any, ...] = (
    OverviewPanel(), WordsPanel(), LayersPanel(), ShiftPanel(), FusionPanel(), EncoderPanel(),
)  # fmt: skip
FIRST = "words"  # what a photo and a sentence are answered with


def find_panel(name: str) -> Panel:
    """The panel of this name; raises NotFound."""
    for panel in PANELS:
        if panel.name == name:
            return panel
    raise NotFound("There is no such page.", code="no_such_page", hint="Start again from the first page.")
