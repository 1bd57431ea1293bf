"""Whom and what a sub-view of the fusion panel is drawn for."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from app.i18n import Translator
from app.panels.fusion.query import FusionQuery
from app.panels.scene import Scene
from app.samples import Sample

PANEL = "fusion"


@dataclass(frozen=True)
class FusionScene:
    """The panel's scene with the state of the address."""

    scene: Scene
    query: FusionQuery

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
        return self.to("", self.query.change(**changes))

    def to(self, path: str, query: FusionQuery | None = None, **more: object) -> str:
        """The address of something that belongs to this state."""
        pairs = [*(query or self.query).hidden(), *((name, str(value)) for name, value in more.items())]
        return f"{self.address}{path}{'?' if pairs else ''}{urlencode(pairs, safe=':,;{}')}"

    def api(self, path: str = "", **parameters: object) -> str:
        """The same numbers as JSON."""
        asked = urlencode({key: value for key, value in parameters.items() if value not in (None, "")})
        base = f"{self.scene.root}/api/v1/samples/{self.sample.id}/fusion{path}"
        return f"{base}{'?' if asked else ''}{asked}"
