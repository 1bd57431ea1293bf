"""Whom and what a sub-view of the fusion panel is drawn for."""

from __future__ import annotations

from app.panels.fusion.query import FusionQuery
from app.panels.scene import PanelScene


class FusionScene(PanelScene[FusionQuery]):
    """The panel's scene with the state of the address."""

    panel = "fusion"

    def api(self, path: str = "", **parameters: object) -> str:
        """The same numbers as JSON."""
        return self.scene.api(f"fusion{path}", **parameters)
