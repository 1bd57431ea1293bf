"""Whom and what a sub-view is drawn for: the panel's scene with a backbone, a stage and the state of the address."""

from __future__ import annotations

from urllib.parse import urlencode

from app.panels.layers.query import LayersQuery
from app.panels.scene import PanelScene


class LayersScene(PanelScene[LayersQuery]):
    """`query.stage` is set: to the one asked for, or the sub-view's default."""

    panel = "layers"

    def cell_href(self) -> str:
        """The address of this panel with {row} and {col} left open, for a script to fill."""
        return self.href(row="{row}", col="{col}")

    def picture(self, name: str, **parameters: object) -> str:
        """The address of a picture of this photo and backbone: `maps.png`, with what it depends on."""
        asked = {"net": self.query.net, **{key: value for key, value in parameters.items() if value is not None}}
        return f"{self.address}/{name}?{urlencode(asked, safe=':,;')}"

    def api(self, path: str, **parameters: object) -> str:
        """The address of the same numbers as JSON; `path` follows .../layers/{net}."""
        return self.scene.api(f"layers/{self.query.net}{path}", **parameters)
