"""What the template of `depth` reads, and what lies over the photo."""

from __future__ import annotations

from dataclasses import dataclass

from app.panels.fusion.density import density, density_uri, shared_peak
from app.panels.fusion.depth.drawing import NOTHING, HeadGrid, WordMatrix, head_grid, word_matrix
from app.panels.fusion.depth.result import DepthResult, PlaceShares, place_looks, place_shares, places_of, word_looks
from app.panels.fusion.query import ATTENDING, TEXT, FusionQuery
from app.panels.fusion.scene import FusionScene
from app.panels.fusion.words import WordPick, word_of, word_overlay, word_picks
from app.panels.overlay import Overlay
from models.fusion.reading import scale_maps
from models.fusion_results import Attended, FusionSentence, StrategyReading


@dataclass(frozen=True)
class WordShare:
    """How much a place attends to a word."""

    text: str
    share: float
    written: str


@dataclass(frozen=True)
class LookTile:
    """Where a place looks among the places."""

    picture: str
    share: str  # of what it pays, what goes to places
    box: tuple[float, float, float, float]  # the place itself: x, y, width, height in pixels of the photo
    strongest: str


@dataclass(frozen=True)
class ScaleTile:
    """The word's map of one attention by itself."""

    name: str
    side: str
    picture: str


@dataclass(frozen=True)
class NameChoice:
    """One strategy of the chooser."""

    name: str
    href: str
    current: bool


@dataclass(frozen=True)
class DepthPage:
    """What the template reads."""

    names: tuple[NameChoice, ...]
    name: str
    words: tuple[WordPick, ...]
    word: str
    grids: tuple[HeadGrid, ...]
    rolled: str | None
    matrix: WordMatrix | None
    cell: tuple[int, int] | None
    shares: tuple[WordShare, ...]
    looks: tuple[LookTile, ...]  # places to places
    scales: tuple[ScaleTile, ...]  # of strategies with several attentions
    can_ask: bool
    turned: bool  # the shares come from words that look at the place, for want of the other direction
    special: str  # what the place pays [CLS] and [SEP]
    peak: str
    nothing: int
    heads: int
    rule: str


def depth_page(result: DepthResult, scene: FusionScene) -> DepthPage:
    """Grids of heads, the matrix, the shares."""
    t, query, heard = scene.t, scene.query, result.heard
    reading, word = result.reading, word_of(query, heard)
    name = reading.name if reading else TEXT
    attended = reading.attentions if reading else (_text_attended(heard),)
    looks = [word_looks(each, heard.pooling, word) for each in attended]
    peak = shared_peak(density(each) for each in looks if each is not None)
    grids = tuple(head_grid(each, look, peak, heard, scene) for each, look in zip(attended, looks, strict=True))
    tiles = [tile for grid in grids for row in grid.rows for tile in row]
    cell = _cell(reading, query)
    asked = place_shares(reading, heard, cell) if reading and cell else PlaceShares((), 0.0, False)
    top = max((share for _, share in asked.words), default=1.0)
    return DepthPage(
        names=tuple(NameChoice(each, scene.href(name=each, row=None, col=None, layer=None, head=None), each == name)
                    for each in (*ATTENDING, TEXT)),
        name=name,
        words=word_picks(heard, word, scene),
        word=heard.words[word].text,
        grids=grids,
        rolled=name if any(each.queries.startswith("joint") for each in attended) else None,
        matrix=word_matrix(attended, heard, word, scene),
        cell=cell,
        shares=tuple(WordShare(text, share / top if top > 0 else 0, t.percent(share)) for text, share in asked.words),
        looks=_looks(reading, cell, scene) if reading and cell else (),
        scales=_scales(reading, heard, word, scene) if reading and len(reading.attentions) > 1 else (),
        can_ask=reading is not None,
        turned=asked.turned,
        special=t.percent(asked.special),
        peak=t.number(peak, 1),
        nothing=sum(tile.nothing for tile in tiles),
        heads=len(tiles),
        rule=t.percent(NOTHING),
    )  # fmt: skip


def _looks(reading: StrategyReading, cell: tuple[int, int], scene: FusionScene) -> tuple[LookTile, ...]:
    t, sample = scene.t, scene.sample
    tiles = []
    for look in place_looks(reading, cell):
        one = density(look.places)
        rows, cols = look.places.shape
        wide, high = sample.width / cols, sample.height / rows
        picture = density_uri(one, shared_peak([one]), sample.width, sample.height)
        box = (cell[1] * wide, cell[0] * high, wide, high)
        tiles.append(LookTile(picture, t.percent(look.share), box, t.number(float(one.max()), 1)))
    return tuple(tiles)


def _scales(reading: StrategyReading, heard: FusionSentence, word: int, scene: FusionScene) -> tuple[ScaleTile, ...]:
    sample = scene.sample
    maps = [(name, density(each)[word]) for name, each in scale_maps(reading, heard.pooling)]
    peak = shared_peak(each for _, each in maps)
    return tuple(
        ScaleTile(
            name,
            f"{each.shape[0]} × {each.shape[1]}",
            density_uri(each, peak, sample.width, sample.height),
        )
        for name, each in maps
    )


def depth_overlay(result: DepthResult, scene: FusionScene) -> Overlay | None:
    """The word's map, and cells that can be asked for their words."""
    reading = result.reading
    if reading is None or reading.maps is None:
        return None
    maps, word = density(reading.maps), word_of(scene.query, result.heard)
    text = result.heard.words[word].text
    over = word_overlay(maps[word], shared_peak([maps]), text, reading.name, scene)
    grid = places_of(reading)
    held = _cell(reading, scene.query)
    return Overlay(
        over.caption, over.picture, False, over.strength, (), over.scale, grid, held,
        scene.href(row="{row}", col="{col}"),
    )  # fmt: skip


def _cell(reading: StrategyReading | None, query: FusionQuery) -> tuple[int, int] | None:
    if reading is None or query.cell is None or not reading.attentions:
        return None
    rows, cols = places_of(reading)
    return (query.cell[0], query.cell[1]) if query.cell[0] < rows and query.cell[1] < cols else None


def _text_attended(heard: FusionSentence) -> Attended:
    return Attended("text", "words", "words", heard.attention, (1, 1))
