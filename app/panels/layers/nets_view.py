"""What the template of the networks side by side reads."""

from __future__ import annotations

from dataclasses import dataclass

from app.panels.layers.class_view import ClassRow


@dataclass(frozen=True)
class NetBlock:
    """One stage as a block, on the scale that all networks share."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class NetCard:
    """One network on the photo."""

    name: str
    title: str
    href: str
    size: int  # side of its input, pixels
    stages: int
    parameters: str
    macs: str
    milliseconds: float | None
    blocks: tuple[NetBlock, ...]
    top: tuple[ClassRow, ...]
    picture: str  # its own map of its most probable class


@dataclass(frozen=True)
class NetsShown:
    """The sub-view as a whole."""

    cards: tuple[NetCard, ...]
    missing: tuple[tuple[str, str], ...]  # (title, address that waits for it) of networks that are not prepared yet
    width: float  # of the drawing of blocks
    height: float
    verdicts: tuple[str, ...]  # what the networks say, each once, the first network's first
    measured: bool
    threads: int | None
