"""Whom and what a sub-view of the encoder panel is drawn for."""

from __future__ import annotations

from app.panels.encoder.query import EncoderQuery
from app.panels.scene import PanelScene


class EncoderScene(PanelScene[EncoderQuery]):
    """The panel's scene with the state of the address."""

    panel = "encoder"

    def api(self, path: str, **parameters: object) -> str:
        """The same numbers as JSON."""
        return self.scene.api(f"encoder/{path}", **parameters)
