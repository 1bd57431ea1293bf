"""What the template of the feature maps reads."""

from __future__ import annotations

from dataclasses import dataclass

from models.lab_results.maps import Box


@dataclass(frozen=True)
class Tile:
    """One channel of the mosaic: where its link leads, and its strongest cell for those who do not point at one."""

    channel: int
    href: str
    label: str
    values: str  # address of its values as JSON
    current: bool


@dataclass(frozen=True)
class Choice:
    """One of several ways, as a link."""

    name: str
    href: str
    current: bool


@dataclass(frozen=True)
class Scale:
    """A colour scale, printed."""

    picture: str
    low: str
    high: str


@dataclass(frozen=True)
class Mosaic:
    """A page of channels as one picture, and a link on every tile."""

    picture: str
    width: int  # pixels of the picture, in the aspect of the photo
    height: int
    columns: int
    tiles: tuple[Tile, ...]
    grid: tuple[int, int]  # rows, cols of cells in a tile
    gap: tuple[float, float]  # shares of a tile's place that are gap: right, below
    first: int  # of the whole order, from 1
    last: int
    total: int
    page: int
    pages: int
    previous: str | None
    following: str | None
    scale: Scale
    orders: tuple[Choice, ...]
    scales: tuple[Choice, ...]
    png: str
    npz: str
    json: str


@dataclass(frozen=True)
class PlaceView:
    """A strong cell: its value, its address, and the part of the photo that it can see."""

    row: int
    col: int
    value: str
    href: str
    seen: tuple[float, float, float, float]  # x, y, width, height in pixels of the photo
    cell: tuple[float, float, float, float]
    current: bool


@dataclass(frozen=True)
class KernelView:
    """The kernel of a first-layer channel."""

    picture: str
    side: int
    rows: tuple[tuple[tuple[str, ...], ...], ...]  # per colour, the weights


@dataclass(frozen=True)
class ChannelView:
    """One channel, large over the photo."""

    channel: int
    rank: int  # from 1
    mean: str
    low: str
    high: str
    silent: float  # share of cells that are exactly zero
    kernel: KernelView | None
    places: tuple[PlaceView, ...]
    previous: str | None
    following: str | None
    png: str
    json: str


@dataclass(frozen=True)
class ColoursView:
    """All channels as three colours."""

    picture: str
    href: str
    explained: tuple[float, float, float]
    current: bool
    grid: tuple[int, int]


@dataclass(frozen=True)
class HeldCell:
    """The cell that the address names."""

    row: int
    col: int
    value: str | None  # None where all channels are shown
    box: Box
    release: str  # the address without it


@dataclass(frozen=True)
class MapsShown:
    """The sub-view as a whole; `channel` is None where all channels are shown as colours."""

    stage: str
    signed: bool
    mosaic: Mosaic
    channel: ChannelView | None
    colours: ColoursView
    cell: HeldCell | None
