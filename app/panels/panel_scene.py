"""Whom a panel is drawn for, and in which state: what the scenes of all panels with a query have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Generic, Protocol, Self, TypeVar
from urllib.parse import urlencode

from app.language.i18n import Translator
from app.panels.scene import Scene
from app.samples.sample import Sample


class PanelQuery(Protocol):
    """A panel's state."""

    def change(self, **changes: object) -> Self:
        """The same state but for some of it."""

    def hidden(self, *without: str) -> list[tuple[str, str]]:
        """As names and values; what is at its default is left out."""


Query = TypeVar("Query", bound=PanelQuery)


@dataclass(frozen=True)
class PanelScene(Generic[Query]):
    """The scene with the state of the address; a panel says what it is called in it."""

    scene: Scene
    query: Query

    panel: ClassVar[str]
    safe: ClassVar[str] = ":,;{}"  # stays as it is in an address; {row} is for a script to fill

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
        return self.scene.address(self.panel)

    def href(self, **changes: object) -> str:
        """The address of this panel with some of its state changed."""
        return self._to("", self.query.change(**changes))

    def to(self, path: str, **more: object) -> str:
        """The address of something that belongs to this state: `/stream`, `/strip.webp`."""
        return self._to(path, self.query, **more)

    def _to(self, path: str, query: Query, **more: object) -> str:
        pairs = [*query.hidden(), *((name, str(value)) for name, value in more.items())]
        return f"{self.address}{path}{'?' if pairs else ''}{urlencode(pairs, safe=self.safe)}"
