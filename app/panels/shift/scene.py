"""Whom and what a sub-view of the shift panel is drawn for."""

from __future__ import annotations

from app.panels.scene import PanelScene
from app.panels.shift.query import ShiftQuery


class ShiftScene(PanelScene[ShiftQuery]):
    """The panel's scene with the state of the address."""

    panel = "shift"

    def api(self) -> str:
        """The same numbers as JSON."""
        return self.scene.api(f"shift/{self.query.view}", **dict(self.query.hidden("view", "start", "strength")))
