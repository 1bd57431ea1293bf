"""Whom and what a sub-view of the shift panel is drawn for."""

from __future__ import annotations

from urllib.parse import urlencode

from app.panels.panel_scene import PanelScene
from app.panels.shift.query import ShiftQuery


class ShiftScene(PanelScene[ShiftQuery]):
    """The panel's scene with the state of the address."""

    panel = "shift"
    safe = ":,;"

    def api(self) -> str:
        """The same numbers as JSON."""
        query = urlencode(self.query.hidden("view", "start", "strength"), safe=self.safe)
        base = f"{self.scene.root}/api/v1/samples/{self.sample.id}/shift/{self.query.view}"
        return f"{base}{'?' if query else ''}{query}"
