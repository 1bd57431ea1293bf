"""What the template of the sub-view `trust` reads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Pick:
    """A map that can be checked, or a way to make it."""

    title: str
    href: str
    current: bool
    note: str = ""


@dataclass(frozen=True)
class AreaRow:
    """One order's areas under its curves."""

    order: str  # map, random or centre
    deletion: str
    insertion: str


@dataclass(frozen=True)
class StripPhoto:
    """The photo with a part of it taken away, or with only that part shown."""

    picture: str
    share: str
    score: str


@dataclass(frozen=True)
class FallenMap:
    """The map after some of the weights were replaced."""

    stage: str
    title: str
    heat: str | None
    correlation: str
    similarity: str
    probability: str


@dataclass(frozen=True)
class CurvesView:
    """Deletion and insertion."""

    deletion: str  # SVG
    insertion: str  # SVG
    deletion_verdict: str
    insertion_verdict: str
    removed: tuple[StripPhoto, ...]
    shown: tuple[StripPhoto, ...]
    areas: tuple[AreaRow, ...]
    score: str
    blank: str


@dataclass(frozen=True)
class CascadeView:
    """The strip of maps falling apart."""

    trained: FallenMap
    steps: tuple[FallenMap, ...]
    chart: str  # SVG
    verdict: str


@dataclass(frozen=True)
class Progress:
    """Work under way."""

    done: int
    total: int
    percent: int
    href: str  # where to ask for more of it
    plain_href: str  # the same in one go, for browsers without scripts


@dataclass(frozen=True)
class TrustPage:
    """Everything the template reads; one of `start_href`, `progress` and `curves` is there."""

    name: str
    of_word: bool
    score: str
    nothing: bool
    classes: tuple[Pick, ...]
    words: tuple[Pick, ...]
    kinds: tuple[Pick, ...]
    start_href: str | None
    plain_href: str
    progress: Progress | None
    curves: CurvesView | None
    cascade: CascadeView | None
    api: str
