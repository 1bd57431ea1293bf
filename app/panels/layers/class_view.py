"""What the template of the classes reads."""

from __future__ import annotations

from dataclasses import dataclass

from app.panels.layers.maps_view import Choice


@dataclass(frozen=True)
class ClassRow:
    """One class: how probable, and the link that shows its map."""

    index: int
    name: str
    probability: float
    logit: str
    href: str
    current: bool


@dataclass(frozen=True)
class StageMap:
    """The same class at another stage, small."""

    stage: str
    side: str  # 14 x 14
    picture: str
    href: str
    current: bool


@dataclass(frozen=True)
class Exactness:
    """mean of the map + bias = logit, with the numbers in."""

    mean: str
    bias: str
    logit: str
    places: int


@dataclass(frozen=True)
class ClassesShown:
    """The sub-view as a whole."""

    top: tuple[ClassRow, ...]
    chosen: ClassRow
    kind: str  # cam or grad_cam
    kinds: tuple[Choice, ...]  # more than one only where both can be had
    stage: str
    nothing: bool
    exactness: Exactness | None  # at the last stage of a network that ends in pooling and one linear layer
    stages: tuple[StageMap, ...]
    find: str
    found: tuple[ClassRow, ...]
    json: str
    png: str
