"""What a sub-view lays over the photo: a picture, boxes, and the grid of cells that can be pointed at."""

from __future__ import annotations

from dataclasses import dataclass

from models.lab_results.maps import Box


@dataclass(frozen=True)
class OverBox:
    """A frame over the photo; `kind` is a CSS class: `cell`, `place`, `field`, ..."""

    kind: str
    box: Box
    label: str = ""


@dataclass(frozen=True)
class OverScale:
    """The colour scale of the picture, printed under the photo."""

    picture: str  # address of the scale, least to most from left to right
    low: str
    high: str
    middle: str = ""


@dataclass(frozen=True)
class Overlay:
    """Everything that lies over the photo, and the line under it."""

    caption: str  # what is seen; stands under the photo
    picture: str | None = None  # address of a picture of the whole photo's frame
    crisp: bool = True  # show cells as squares rather than smoothed
    strength: int = 80  # opacity of the picture, per cent
    boxes: tuple[OverBox, ...] = ()
    scale: OverScale | None = None
    grid: tuple[int, int] | None = None  # rows, cols: cells that can be pointed at
    held: tuple[int, int] | None = None  # the cell that the address names
    href: str | None = None  # address of the panel with {row} and {col} to fill: where a click on a cell leads
    values: str | None = None  # address of the channel's values as JSON, to read out while pointing
