"""Whom and what a sub-view of the fusion panel is drawn for."""

from __future__ import annotations

from urllib.parse import urlencode

from app.panels.fusion.query import FusionQuery
from app.panels.panel_scene import PanelScene


class FusionScene(PanelScene[FusionQuery]):
    """The panel's scene with the state of the address."""

    panel = "fusion"

    def api(self, path: str = "", **parameters: object) -> str:
        """The same numbers as JSON."""
        asked = urlencode({key: value for key, value in parameters.items() if value not in (None, "")})
        base = f"{self.scene.root}/api/v1/samples/{self.sample.id}/fusion{path}"
        return f"{base}{'?' if asked else ''}{asked}"
