"""What the template of the hub reads."""

from __future__ import annotations

from dataclasses import dataclass

from app.engines.hub import HubState
from app.panels.fusion.scene import FusionScene
from app.web.errors import ErrorView, view_error
from models.errors import FoveaError
from models.lab_results.maps import Box


@dataclass(frozen=True)
class Pick:
    """One choice of a row of choices; `value` is the end of its locale key, or a number."""

    value: str
    href: str
    current: bool


@dataclass(frozen=True)
class HubWord:
    """One word, its map over the photo, and the map's highest value."""

    text: str
    href: str
    current: bool
    heat: str
    highest: str


@dataclass(frozen=True)
class RivalRow:
    """One sentence and its match."""

    sentence: str
    match: float
    written: str
    own: bool


@dataclass(frozen=True)
class HeadMosaic:
    """Layers x heads of the chosen word as one picture; `held` is what is chosen in it, in pixels."""

    picture: str
    width: int
    height: int
    held: tuple[int, int, int, int] | None  # x, y, width, height
    layers: tuple[Pick, ...]
    heads: tuple[Pick, ...]
    all_layers: str
    all_heads: str
    elsewhere: str  # share of attention that goes to the class token


@dataclass(frozen=True)
class HubRead:
    """One reading, drawn."""

    kind: str
    match: float
    match_text: str
    logit: str
    cosine: str | None
    unread: str | None  # the rest of a sentence that is too long
    rivals: tuple[RivalRow, ...]
    maps: tuple[Pick, ...]
    map_name: str
    fits: tuple[Pick, ...]
    frame: Box | None  # where the model does not see the whole photo
    whole: HubWord
    words: tuple[HubWord, ...]
    chosen: str  # the word, or nothing for the sentence
    mosaic: HeadMosaic | None
    parameters: str  # millions
    size: int
    grid: str
    layers: int
    heads: int
    milliseconds: str


@dataclass(frozen=True)
class HubPage:
    """The field, what there is to choose from, and the reading where there is one."""

    installed: bool
    downloads: bool
    model: str
    names: tuple[Pick, ...]
    error: ErrorView | None
    read: HubRead | None = None


def empty_page(state: HubState, error: FoveaError | None, scene: FusionScene) -> HubPage:
    """Everything but the reading."""
    model = scene.query.model
    picks = tuple(Pick(name, scene.href(model=name, layer=None, head=None), name == model) for name in state.names)
    told = view_error(error, scene.t) if error else None
    return HubPage(state.installed, state.downloads, model, picks, told)
