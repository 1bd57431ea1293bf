"""Whom a panel is drawn for: which sample, in which language, under which address, in which state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar
from urllib.parse import urlencode

from app.language.i18n import Translator
from app.panels.query import PanelQuery
from app.samples.sample import Sample

Query = TypeVar("Query", bound=PanelQuery)


@dataclass(frozen=True)
class Scene:
    """Where a result is shown; `root` is the path prefix of the whole site, mostly empty."""

    sample: Sample
    t: Translator
    root: str = ""

    def address(self, panel: str) -> str:
        """The address of a panel of this sample."""
        return f"{self.root}/s/{self.sample.id}/{panel}"

    def api(self, path: str, **parameters: object) -> str:
        """The address of numbers of this sample as JSON; what is None or empty is left out."""
        kept = {name: value for name, value in parameters.items() if value not in (None, "")}
        return _with_query(f"{self.root}/api/v1/samples/{self.sample.id}/{path}", list(kept.items()))


@dataclass(frozen=True)
class PanelScene(Generic[Query]):
    """The scene with the state of the address; a panel says what it is called in it."""

    scene: Scene
    query: Query

    panel: ClassVar[str]

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
        return _with_query(self.address, self.query.change(**changes).hidden())

    def to(self, path: str, **more: object) -> str:
        """The address of something that belongs to this state: `/stream`, `/strip.webp`."""
        return _with_query(f"{self.address}{path}", [*self.query.hidden(), *more.items()])


def _with_query(address: str, pairs: list[tuple[str, object]] | list[tuple[str, str]]) -> str:
    """{row} stays as it is, for a script to fill."""
    return f"{address}?{urlencode(pairs, safe=':,;{}')}" if pairs else address
