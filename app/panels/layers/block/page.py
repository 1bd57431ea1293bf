"""What the template of the sub-view `block` reads. Numbers are written as they are shown."""

from __future__ import annotations

from dataclasses import dataclass

from app.panels.choice import Choice


@dataclass(frozen=True)
class TermView:
    """One product of a long sum."""

    channel: int
    value: str
    weight: str
    product: str
    share: float  # of the largest product, -1..1: for a bar


@dataclass(frozen=True)
class SumView:
    """A long sum: its largest products, the rest, and the bias where the layer has one."""

    terms: tuple[TermView, ...]
    others: int
    rest: str
    bias: str | None


@dataclass(frozen=True)
class GridsView:
    """A window: patch, kernel and products, as SVG; `rest` is what other channels add."""

    patch: str
    kernel: str
    products: str
    side: int
    channel: int
    others: int
    rest: str
    bias: str | None


@dataclass(frozen=True)
class StepView:
    """One step: which operation, and what comes out; `formula` is the operation with its numbers."""

    kind: str  # mixing, window, norm, activation, pooling or residual
    layer: str
    channel: int
    value: str
    channels: str  # `24 → 144 channels`, or the channel that it stays in
    formula: str | None = None
    note: str | None = None  # locale key of what happened
    sum: SumView | None = None
    grids: GridsView | None = None
    cells: str | None = None  # SVG: the window of a pooling


@dataclass(frozen=True)
class FinalView:
    """Pooling and the classifier."""

    stage: str
    channel: int
    places: int
    cells: str  # SVG
    mean: str
    channels: int
    name: str  # of the class
    sum: SumView
    logit: str
    probability: str


@dataclass(frozen=True)
class BlockPage:
    """Everything the template reads."""

    stage: str
    row: int
    col: int
    channel: int
    stages: tuple[Choice, ...]
    enters: str
    enters_pixels: bool
    enters_channel: int
    enters_value: str
    steps: tuple[StepView, ...]
    value: str
    previous: str | None
    following: str | None
    maps_href: str
    final: FinalView | None
    api: str
