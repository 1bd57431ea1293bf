"""What the address of the layers panel says: which backbone, stage, channel and cell, and how they are looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from app.panels.query_values import whole_number

NET = "efficientnet_lite0"
VIEW = "maps"
COLOURS = "pca"  # `channel=pca`: all channels as colours
SCALES = ("shared", "own")
ORDERS = ("activity", "contrast", "number")
STRENGTH = 80  # per cent
PICK_WIDTH = 320  # pixels of the copy of the photo that sends clicks where no script runs
_LONGEST = 200  # characters of a parameter


@dataclass(frozen=True)
class LayersQuery:
    """The panel's state. A wrong number is told beside the rest of the page; what is no number at all is left out.

    `more` holds the parameters of single sub-views, such as a kernel, as they stand in the address.
    """

    net: str = NET
    view: str = VIEW
    stage: str | None = None
    channel: int | None = None
    colours: bool = False
    row: int | None = None
    col: int | None = None
    place: tuple[float, float] | None = None  # (x, y) of the photo that was clicked where no script runs: see `at`
    page: int = 1
    scale: str = "shared"
    order: str = "activity"
    class_index: int | None = None
    strength: int = STRENGTH
    times: bool = False
    wait: bool = False  # for a backbone that must be prepared first; never part of an address that is shown
    more: tuple[tuple[str, str], ...] = ()

    def get(self, name: str, default: str = "") -> str:
        """A sub-view's own parameter."""
        return dict(self.more).get(name, default)

    @property
    def cell(self) -> tuple[int, int] | None:
        """(row, col), where both are given."""
        return None if self.row is None or self.col is None else (self.row, self.col)

    def at(self, stage: str, grid: tuple[int, int]) -> LayersQuery:
        """The same state at a stage of (rows, cols) cells: a clicked place becomes a cell."""
        if self.place is None:
            return replace(self, stage=stage)
        x, y = self.place
        row, col = min(grid[0] - 1, int(y * grid[0])), min(grid[1] - 1, int(x * grid[1]))
        return replace(self, stage=stage, row=row, col=col, place=None)

    def change(self, **changes: object) -> LayersQuery:
        """The same state but for some fields; names that are no field change `more`, None takes them away.

        `class` is spelled `class_index` here; `channel="pca"` asks for colours.
        """
        if "channel" in changes:
            changes["colours"] = changes["channel"] == COLOURS
            changes["channel"] = None if changes["channel"] == COLOURS else changes["channel"]
        own = {field.name for field in fields(self)}
        more = dict(self.more) | {name: value for name, value in changes.items() if name not in own}
        kept = tuple((name, str(value)) for name, value in more.items() if value is not None)
        return replace(self, **{name: value for name, value in changes.items() if name in own}, more=kept)  # type: ignore[arg-type]

    def encode(self) -> str:
        """As a query string; what is at its default is left out."""
        return urlencode(self.hidden(), safe=":,;{}")

    def hidden(self, *without: str) -> list[tuple[str, str]]:
        """The same as names and values, but for some, to keep in a form."""
        shown = {
            "net": None if self.net == NET else self.net,
            "view": None if self.view == VIEW else self.view,
            "stage": self.stage,
            "channel": COLOURS if self.colours else self.channel,
            "row": self.row,
            "col": self.col,
            "page": None if self.page == 1 else self.page,
            "scale": None if self.scale == SCALES[0] else self.scale,
            "order": None if self.order == ORDERS[0] else self.order,
            "class": self.class_index,
            "strength": None if self.strength == STRENGTH else self.strength,
            "times": 1 if self.times else None,
            **dict(self.more),
        }
        return [(name, str(value)) for name, value in shown.items() if value is not None and name not in without]


def read_layers_query(
    query: Mapping[str, str], views: tuple[str, ...], own: frozenset[str], aspect: float = 1.0
) -> LayersQuery:
    """The state in a query string.

    `own` names the parameters of single sub-views that are kept; `aspect` is the photo's height over its width, for
    clicks without a script.
    """
    view, scale, order = (query.get(name, "") for name in ("view", "scale", "order"))
    return LayersQuery(
        net=query.get("net", NET)[:_LONGEST] or NET,
        view=view if view in views else VIEW,
        stage=query.get("stage", "")[:_LONGEST] or None,
        channel=whole_number(query.get("channel")),
        colours=query.get("channel") == COLOURS,
        row=whole_number(query.get("row")),
        col=whole_number(query.get("col")),
        place=_clicked(query, aspect),
        page=whole_number(query.get("page")) or 1,
        scale=scale if scale in SCALES else SCALES[0],
        order=order if order in ORDERS else ORDERS[0],
        class_index=whole_number(query.get("class")),
        strength=_strength(query.get("strength")),
        times=query.get("times") == "1",
        wait=query.get("wait") == "1",
        more=tuple((name, query[name][:_LONGEST]) for name in sorted(own) if query.get(name)),
    )


def _clicked(query: Mapping[str, str], aspect: float) -> tuple[float, float] | None:
    x, y = whole_number(query.get("pick.x")), whole_number(query.get("pick.y"))
    return None if x is None or y is None else (min(1.0, x / PICK_WIDTH), min(1.0, y / (PICK_WIDTH * aspect)))


def _strength(text: str | None) -> int:
    asked = whole_number(text)
    return STRENGTH if asked is None else min(100, asked)
