"""What the template of the sub-view `cost` reads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LayerLink:
    """One convolution of the stage."""

    name: str
    title: str
    kernel: str
    href: str
    chosen: bool


@dataclass(frozen=True)
class WayView:
    """One way to wire the layer; numbers as they are written."""

    kind: str  # convolution, locally_connected or fully_connected
    parameters: str
    macs: str
    memory: str
    times: str  # parameters, as a multiple of the convolution's
    weights_formula: str
    macs_formula: str
    wiring: str  # SVG


@dataclass(frozen=True)
class PartView:
    """One of the two halves of a separable layer, or what they stand for."""

    kind: str  # depthwise, pointwise, both or full
    formula: str


@dataclass(frozen=True)
class SeparableView:
    """The layer split in two."""

    bars: str  # SVG
    parts: tuple[PartView, ...]
    saving: str
    ratio_formula: str


@dataclass(frozen=True)
class SizeView:
    """The textbook's layer on photos of one size."""

    side: int
    convolution: str
    fully_connected: str


@dataclass(frozen=True)
class TextbookView:
    """The cases of every course, out of the same function."""

    kernel_formula: str
    dense_formula: str
    layer_formula: str
    sizes: tuple[SizeView, ...]


@dataclass(frozen=True)
class StageView:
    """What a stage has beside its convolutions: batch norm's scales and shifts."""

    name: str
    parameters: str
    layers: str
    norms: str
    any_norms: bool


@dataclass(frozen=True)
class CostPage:
    """Everything the template reads."""

    layers: tuple[LayerLink, ...]
    input_size: str
    output_size: str
    kernel: str
    ways: tuple[WayView, ...]
    squares: str  # SVG
    macs: str  # SVG
    separable: SeparableView | None
    textbook: TextbookView
    stage: StageView
    api: str
