"""What the address of the fusion panel says: which word, which strategy, which other sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from app.panels.query_values import whole_number
from models.fusion.catalogue_names import STRATEGY_SHAPES
from models.hub_results import Fit, MapKind

TEXT = "text"  # `name=text`: the text stream's own attention
NAMES = (*STRATEGY_SHAPES, TEXT)
ATTENDING = tuple(name for name, shape in STRATEGY_SHAPES.items() if shape.attention)
_LONGEST = 2000


@dataclass(frozen=True)
class FusionQuery:
    """The panel's state; what cannot be read is at its default."""

    view: str = "compare"
    word: int | None = None
    name: str = "cross_words"
    other: str = ""  # a sentence to compare with: the person's own, one word swapped
    row: int | None = None
    col: int | None = None
    layer: int | None = None
    head: int | None = None
    strength: int = 80
    model: str = ""  # of the hub
    fit: str = "squash"  # how the hub's model gets its square: see models/hub_results.Fit
    maps: str = ""  # which of the hub's maps: see models/hub_results.MapKind
    start: bool = False
    wait: bool = False  # never part of an address that is shown

    @property
    def cell(self) -> tuple[int, int] | None:
        """(row, col), where both are given."""
        return None if self.row is None or self.col is None else (self.row, self.col)

    def change(self, **changes: object) -> FusionQuery:
        """The same state but for some fields."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def hidden(self, *without: str) -> list[tuple[str, str]]:
        """As names and values, but for some, to keep in a form; what is at its default is left out."""
        plain = FusionQuery()
        shown = {each.name: getattr(self, each.name) for each in fields(self) if each.name not in ("wait", "start")}
        pairs = [
            (name, str(value))
            for name, value in shown.items()
            if name not in without and value is not None and value != getattr(plain, name)
        ]
        return [*pairs, ("start", "1")] if self.start and "start" not in without else pairs

    def encode(self) -> str:
        """As a query string."""
        return urlencode(self.hidden(), safe=":,;{}")


def read_fusion_query(query: Mapping[str, str], views: tuple[str, ...]) -> FusionQuery:
    """The state in a query string; never fails."""
    plain = FusionQuery()
    view, name = query.get("view", ""), query.get("name", "")
    strength = whole_number(query.get("strength"))
    return FusionQuery(
        view=view if view in views else plain.view,
        word=whole_number(query.get("word")),
        name=name if name in NAMES else plain.name,
        other=query.get("other", "").strip()[:_LONGEST],
        row=whole_number(query.get("row")),
        col=whole_number(query.get("col")),
        layer=whole_number(query.get("layer")),
        head=whole_number(query.get("head")),
        strength=plain.strength if strength is None else min(100, strength),
        model=query.get("model", "").strip()[:_LONGEST],
        fit=fit if (fit := query.get("fit", "")) in tuple(Fit) else plain.fit,
        maps=maps if (maps := query.get("maps", "")) in tuple(MapKind) else plain.maps,
        start=query.get("start") == "1",
        wait=query.get("wait") == "1",
    )
