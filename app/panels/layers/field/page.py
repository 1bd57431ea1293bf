"""What the template of the sub-view `field` reads."""

from __future__ import annotations

from dataclasses import dataclass

from models.lab_results.maps import Box


@dataclass(frozen=True)
class CloseUp:
    """The field and what is around it, cut out of the photo and enlarged; photo pixels."""

    view_box: str  # of an SVG
    box: tuple[float, float, float, float]  # x, y, width, height of the theoretical field
    heat: str | None  # address of the energy's picture over the whole photo
    cut: tuple[float, float, float, float]  # x, y, width, height of what the picture covers


@dataclass(frozen=True)
class Tile:
    """One stage of the growth."""

    stage: str
    href: str
    current: bool
    size: str
    core: str
    heat: str | None
    box: Box


@dataclass(frozen=True)
class StepView:
    """One window on the way, as a row of a table."""

    stage: str
    layer: str
    kernel: int
    stride: int
    formula: str


@dataclass(frozen=True)
class FieldPage:
    """Everything the template reads; `size` is None where the whole photo is seen through a global operation."""

    stage: str
    row: int
    col: int
    rows: int
    cols: int
    channel: int | None
    channels: int
    size: int | None
    clipped: str  # what is left inside the photo: `67 × 40`
    input_size: int
    share: str  # of the photo's area
    inside: str
    core: str
    effective: str  # side of a square as large as the core, input pixels
    silent: bool
    steps: tuple[StepView, ...]
    close_up: CloseUp
    chart: str  # SVG
    tiles: tuple[Tile, ...]
    spans_rows: str  # `0,3 2,5 ...`: first and last input row of every row of cells
    spans_cols: str
    all_channels_href: str
    one_channel_href: str
    api: str
