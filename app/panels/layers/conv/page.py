"""What the template of the sub-view `conv` reads."""

from __future__ import annotations

from dataclasses import dataclass

from app.web.errors import ErrorView


@dataclass(frozen=True)
class KernelChoice:
    """A kernel, or a size of one, that can be chosen."""

    name: str
    title: str
    href: str
    current: bool
    picture: str | None = None


@dataclass(frozen=True)
class PlaneView:
    """One channel of the sum: patch, kernel and products, as SVG."""

    name: str  # grey, red, green or blue
    patch: str
    kernel: str
    products: str


@dataclass(frozen=True)
class Scanned:
    """What the page's script needs to go on by itself; see static/js/scan.js."""

    pixels: str  # base64, one byte a value, (H, W, channels)
    shape: str  # H,W,channels
    output: str  # H',W'
    weights: str  # channel by channel, row by row, split by `,`
    side: int
    stride: str
    padding: str  # top,left
    mean: str  # of each channel: the number is (byte - mean) / std
    std: str
    bias: float
    presets: str  # JSON: {name: text}
    colours: str  # base64, three bytes a level: of the products, zero in the middle
    address: str  # of the panel with {kernel} and {at} to fill


@dataclass(frozen=True)
class ConvPage:
    """Everything the template reads."""

    presets: tuple[KernelChoice, ...]
    learned: tuple[KernelChoice, ...]
    sizes: tuple[KernelChoice, ...]
    error: ErrorView | None
    text: str  # the kernel as typed
    refused: bool  # that text is wrong, and the kernel that is shown is another
    rows: tuple[tuple[str, ...], ...]  # of the editor; none for a learned kernel
    number: int | None  # of a learned kernel
    side: int
    row: int
    col: int
    input_size: str
    output_size: tuple[int, int]
    output: str  # address of the picture
    brightness: bool  # the output is drawn as brightness, for the weights sum to one
    peak: str  # where the colours of a signed output end
    cell: tuple[int, int]  # x, y of the place in the output
    planes: tuple[PlaneView, ...]
    count: int  # of products
    bias: str
    total: str
    maps_href: str | None  # the same number in the maps of the first stage
    scanned: Scanned
    api: str
