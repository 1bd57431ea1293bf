"""What the template of the layers panel reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.panels.layers.overlay import Overlay
from app.panels.layers.query import LayersQuery
from app.panels.layers.scene import LayersScene
from app.panels.layers.strip import Strip
from app.web.errors import ErrorView
from models.registry import PACKAGED, is_zoo_name


@dataclass(frozen=True)
class NetChoice:
    """One backbone of the chooser."""

    name: str
    title: str
    href: str
    current: bool


@dataclass(frozen=True)
class LayersView:
    """`template` and `shown` are the sub-view's; both are None where there is an error, or nothing yet."""

    scene: LayersScene
    nets: tuple[NetChoice, ...]
    strip: Strip | None
    subview: str
    views: tuple[str, ...]
    template: str | None
    shown: Any
    overlay: Overlay | None
    error: ErrorView | None

    @property
    def query(self) -> LayersQuery:
        """The panel's state."""
        return self.scene.query

    @property
    def preparing(self) -> bool:
        """Whether the backbone is being exported, and the page should ask again and wait."""
        return self.strip is None and self.error is None

    @property
    def waiting_href(self) -> str:
        """This address, answered only when the backbone is there."""
        address = self.href()
        return f"{address}{'&' if '?' in address else '?'}wait=1"

    def href(self, **changes: object) -> str:
        """The address of this panel with some of its state changed."""
        return self.scene.href(**changes)


def net_choices(scene: LayersScene) -> tuple[NetChoice, ...]:
    """The packaged backbones, and the one that is shown where it comes from elsewhere."""
    names = {name: entry.title for name, entry in PACKAGED.items()}
    current = scene.query.net
    if is_zoo_name(current):
        names[current] = current
    return tuple(
        NetChoice(name, title, scene.href(net=name, channel=None, row=None, col=None, page=1), name == current)
        for name, title in names.items()
    )
