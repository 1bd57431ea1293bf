"""What the address of the layers panel says: which backbone, stage, channel and cell, and how they are looked at."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from app.panels.query import NET, PanelQuery, choice, flag, parameter, text, whole, whole_number

COLOURS = "pca"  # `channel=pca`: all channels as colours
SCALES = ("shared", "own")
ORDERS = ("activity", "contrast", "number")
PICK_WIDTH = 320  # pixels of the copy of the photo that sends clicks where no script runs


@dataclass(frozen=True)
class LayersQuery(PanelQuery):
    """The panel's state. A wrong number is told beside the rest of the page; what is no number at all is left out."""

    view: str = text("maps")
    net: str = text(NET)
    stage: str | None = text(None)
    channel: int | None = whole()
    colours: bool = parameter(False, lambda given: given == COLOURS, lambda _: COLOURS, name="channel")
    row: int | None = whole()
    col: int | None = whole()
    page: int = whole(1, low=1)
    scale: str = choice(SCALES[0], SCALES)
    order: str = choice(ORDERS[0], ORDERS)
    class_index: int | None = whole(name="class")
    strength: int = whole(80, high=100)
    times: bool = flag()
    place: tuple[float, float] | None = None  # (x, y) of the photo that was clicked where no script runs: see `at`

    @classmethod
    def read(cls, address: Mapping[str, str], own: Collection[str] = ()) -> Self:
        """The state in a query string; a click without a script comes as pixels of a copy of the photo."""
        return replace(super().read(_with_start(address), own), place=_clicked(address))

    @property
    def cell(self) -> tuple[int, int] | None:
        """(row, col), where both are given."""
        return None if self.row is None or self.col is None else (self.row, self.col)

    def at(self, stage: str, grid: tuple[int, int], aspect: float = 1.0) -> Self:
        """The same state at a stage of (rows, cols) cells: a clicked place becomes a cell.

        `aspect` is the photo's height over its width.
        """
        if self.place is None:
            return replace(self, stage=stage)
        x, y = self.place[0], min(1.0, self.place[1] / aspect)
        row, col = min(grid[0] - 1, int(y * grid[0])), min(grid[1] - 1, int(x * grid[1]))
        return replace(self, stage=stage, row=row, col=col, place=None)

    def change(self, **changes: Any) -> Self:
        """The same state but for some; `class` is spelled `class_index` here, `channel="pca"` asks for colours."""
        if "channel" in changes:
            changes["colours"] = changes["channel"] == COLOURS
            changes["channel"] = None if changes["channel"] == COLOURS else changes["channel"]
        return super().change(**changes)


def _clicked(address: Mapping[str, str]) -> tuple[float, float] | None:
    x, y = whole_number(address.get("pick.x")), whole_number(address.get("pick.y"))
    return None if x is None or y is None or min(x, y) < 0 else (min(1.0, x / PICK_WIDTH), y / PICK_WIDTH)


def _with_start(address: Mapping[str, str]) -> Mapping[str, str]:
    """Links that were sent before all long work was started in one way say `run=1`, or `run=all` to wait for it."""
    said = {"1": {"start": "1"}, "all": {"start": "1", "wait": "1"}}
    return {**said.get(address.get("run", ""), {}), **address}
