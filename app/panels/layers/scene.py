"""Whom and what a sub-view is drawn for: the panel's scene with a backbone, a stage and the state of the address."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from app.i18n import Translator
from app.panels.layers.query import LayersQuery
from app.panels.scene import Scene
from app.samples import Sample

PANEL = "layers"


@dataclass(frozen=True)
class LayersScene:
    """`query.stage` is set: to the one asked for, or the sub-view's default."""

    scene: Scene
    query: LayersQuery

    @property
    def t(self) -> Translator:
        """Speaks the reader's language."""
        return self.scene.t

    @property
    def sample(self) -> Sample:
        """Whose photo it is."""
        return self.scene.sample

    @property
    def address(self) -> str:
        """Of the panel, without its state."""
        return self.scene.address(PANEL)

    def href(self, **changes: object) -> str:
        """The address of this panel with some of its state changed."""
        query = self.query.change(**changes).encode()
        return f"{self.address}?{query}" if query else self.address

    def cell_href(self) -> str:
        """The address of this panel with {row} and {col} left open, for a script to fill."""
        return self.href(row="{row}", col="{col}")

    def picture(self, name: str, **parameters: object) -> str:
        """The address of a picture of this photo and backbone: `maps.png`, with what it depends on."""
        asked = {"net": self.query.net, **{key: value for key, value in parameters.items() if value is not None}}
        return f"{self.address}/{name}?{urlencode(asked, safe=':,;')}"

    def api(self, path: str, **parameters: object) -> str:
        """The address of the same numbers as JSON; `path` follows .../layers/{net}."""
        asked = urlencode({key: value for key, value in parameters.items() if value is not None}, safe=":,;")
        base = f"{self.scene.root}/api/v1/samples/{self.sample.id}/layers/{self.query.net}"
        return f"{base}{path}{'?' if asked else ''}{asked}"
