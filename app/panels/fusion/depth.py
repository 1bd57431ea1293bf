"""The sub-view `depth`: layers x heads of one strategy's attention, rollout, words among words, and places to words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.engines import Engines
from app.panels.fusion.compare import WordPick, word_of, word_overlay, word_picks
from app.panels.fusion.density import density, density_uri, shared_peak
from app.panels.fusion.query import ATTENDING, TEXT, FusionQuery
from app.panels.fusion.scene import FusionScene
from app.panels.fusion.subview import FusionSubView
from app.panels.overlay import Overlay
from app.panels.panel import Growth
from app.render.map_picture import map_uri
from app.samples.sample import Sample
from app.work.sweeps import Work
from models.fusion.reading import entropy, offset_of, rollout, word_to_word
from models.fusion_results import Attended, FusionSentence, StrategyReading
from models.results import FloatArray

MOST_WORDS = 40  # of a matrix; of longer sentences those around the chosen word
NOTHING = 0.97  # of the highest possible entropy: a head above looks at nothing in particular


@dataclass(frozen=True)
class DepthResult:
    """A strategy's reading, or the text stream's own attention."""

    heard: FusionSentence
    reading: StrategyReading | None
    word: int


@dataclass(frozen=True)
class HeadTile:
    """One head of one layer."""

    layer: int
    head: int
    picture: str
    entropy: str
    nothing: bool
    href: str | None = None
    current: bool = False


@dataclass(frozen=True)
class HeadGrid:
    """Layers x heads of one attention."""

    kind: str
    rows: tuple[tuple[HeadTile, ...], ...]
    over_photo: bool


@dataclass(frozen=True)
class WordShare:
    """How much a place attends to a word."""

    text: str
    share: float
    written: str


@dataclass(frozen=True)
class WordMatrix:
    """Attention among words: (from, to)."""

    words: tuple[str, ...]
    cells: tuple[tuple[float, ...], ...]  # 0..1 of the largest
    title: str
    top: str
    part: str | None  # which words of a long sentence


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
    can_ask: bool
    turned: bool  # the shares come from words that look at the place, for want of the other direction
    peak: str
    nothing: int
    heads: int
    rule: str


class DepthView(FusionSubView):
    """Attention, head by head."""

    name = "depth"
    template = "panels/fusion/_depth.html"

    def works(self, sample: Sample, query: FusionQuery, engines: Engines) -> tuple[Work, ...]:
        """None."""
        return ()

    async def examine(self, sample: Sample, query: FusionQuery, engines: Engines, grown: Growth) -> DepthResult:
        """One reading."""
        heard = await engines.fusion.hear(sample.sentence)
        name = query.name if query.name in (*ATTENDING, TEXT) else "cross_words"
        reading = None if name == TEXT else await engines.fusion.read(sample, name, sample.sentence)
        return DepthResult(heard, reading, word_of(query, heard))

    def draw(self, result: DepthResult, scene: FusionScene) -> DepthPage:
        """Grids of heads, the matrix, the shares."""
        t, query, heard = scene.t, scene.query, result.heard
        reading = result.reading
        name = reading.name if reading else TEXT
        attended = reading.attentions if reading else (_text_attended(heard),)
        looks = [word_looks(each, heard.pooling, result.word) for each in attended]
        peak = shared_peak(density(each) for each in looks if each is not None)
        grids = tuple(_grid(each, look, peak, result, scene) for each, look in zip(attended, looks, strict=True))
        tiles = [tile for grid in grids for row in grid.rows for tile in row]
        cell = _cell(reading, query)
        shares, turned = place_shares(reading, heard, cell) if reading and cell else ((), False)
        top = max((share for _, share in shares), default=1.0)
        return DepthPage(
            names=tuple(NameChoice(each, scene.href(name=each, row=None, col=None, layer=None, head=None), each == name)
                        for each in (*ATTENDING, TEXT)),
            name=name,
            words=word_picks(heard, result.word, scene),
            word=heard.words[result.word].text,
            grids=grids,
            rolled=name if any(each.queries.startswith("joint") for each in attended) else None,
            matrix=_matrix(attended, heard, result.word, scene),
            cell=cell,
            shares=tuple(WordShare(text, share / top if top > 0 else 0, t.percent(share)) for text, share in shares),
            can_ask=reading is not None,
            turned=turned,
            peak=t.number(peak, 1),
            nothing=sum(tile.nothing for tile in tiles),
            heads=len(tiles),
            rule=t.percent(NOTHING),
        )  # fmt: skip

    def overlay(self, result: DepthResult, scene: FusionScene) -> Overlay | None:
        """The word's map, and cells that can be asked for their words."""
        reading = result.reading
        if reading is None or reading.maps is None:
            return None
        maps = density(reading.maps)
        word = result.heard.words[result.word].text
        over = word_overlay(maps[result.word], shared_peak([maps]), word, reading.name, scene)
        grid = places_of(reading)
        held = _cell(reading, scene.query)
        return Overlay(
            over.caption, over.picture, False, over.strength, (), over.scale, grid, held,
            scene.href(row="{row}", col="{col}"),
        )  # fmt: skip


def places_of(reading: StrategyReading) -> tuple[int, int]:
    """The coarsest grid of places that a strategy attends to."""
    return min(each.grid for each in reading.attentions)


def word_looks(attended: Attended, pooling: FloatArray, word: int) -> FloatArray | None:
    """One word's maps per layer and head, (layers, heads, rows, cols), each summing to 1; None among words."""
    weights, tokens = attended.weights, pooling.shape[1]
    if attended.queries.startswith("joint"):
        start = offset_of(attended.queries)
        places = weights.shape[-1] - start - tokens
        rows = weights[:, :, start + places :, start : start + places]
    elif (attended.queries, attended.keys) == ("words", "places"):
        rows = weights
    elif attended.queries == "places":
        rows = weights.swapaxes(2, 3)
    else:
        return None
    maps = np.einsum("t,lhtp->lhp", pooling[word], rows)
    maps = maps / np.maximum(maps.sum(-1, keepdims=True), 1e-12)
    return np.asarray(maps.reshape(*maps.shape[:2], *attended.grid), np.float32)


def place_shares(
    reading: StrategyReading, heard: FusionSentence, cell: tuple[int, int]
) -> tuple[tuple[tuple[str, float], ...], bool]:
    """Which words a place attends to, largest first, as shares of all words; and whether it had to be turned around.

    Places that query words, or places in a joint sequence, give it directly. Where only words query places, the share
    of each word in what the place is paid.
    """
    direct = [each for each in reading.attentions if each.queries == "places" or each.queries.startswith("joint")]
    members = (heard.pooling > 0).astype(np.float32)
    totals = np.zeros(len(heard.words), np.float64)
    for each in direct or reading.attentions:
        place = _place(cell, each.grid, places_of(reading))
        tokens = heard.pooling.shape[1]
        if each.queries == "places":
            row = each.weights.mean((0, 1))[place]
        elif each.queries.startswith("joint"):
            row = rollout(each.weights)[offset_of(each.queries) + place, -tokens:]
        else:
            row = each.weights.mean((0, 1))[:, place]
        totals += members @ row
    shares = totals / max(totals.sum(), 1e-12)
    order = np.argsort(-shares)
    return tuple((heard.words[i].text, float(shares[i])) for i in order), not direct


def _place(cell: tuple[int, int], grid: tuple[int, int], coarse: tuple[int, int]) -> int:
    """The place of a grid at the middle of a cell of the coarsest one."""
    row = int((cell[0] + 0.5) / coarse[0] * grid[0])
    col = int((cell[1] + 0.5) / coarse[1] * grid[1])
    return row * grid[1] + col


def _cell(reading: StrategyReading | None, query: FusionQuery) -> tuple[int, int] | None:
    if reading is None or query.cell is None or not reading.attentions:
        return None
    rows, cols = places_of(reading)
    return (query.cell[0], query.cell[1]) if query.cell[0] < rows and query.cell[1] < cols else None


def _text_attended(heard: FusionSentence) -> Attended:
    return Attended("text", "words", "words", heard.attention, (1, 1))


def _grid(
    attended: Attended, looks: FloatArray | None, peak: float, result: DepthResult, scene: FusionScene
) -> HeadGrid:
    t, sample = scene.t, scene.sample
    bits = entropy(attended.weights)
    among = word_to_word(attended.weights, result.heard.pooling) if looks is None else None
    rows = []
    for layer in range(len(attended.weights)):
        row = []
        for head in range(attended.weights.shape[1]):
            if looks is not None:
                picture = density_uri(density(looks[layer, head]), peak, sample.width, sample.height)
            else:
                assert among is not None
                picture = map_uri(among[layer, head], 1.0, signed=False)
            value = float(bits[layer, head])
            chosen = (layer, head) == (scene.query.layer, scene.query.head)
            href = scene.href(layer=layer, head=head) if looks is None else None
            row.append(HeadTile(layer + 1, head + 1, picture, t.percent(value), value > NOTHING, href, chosen))
        rows.append(tuple(row))
    return HeadGrid(attended.name, tuple(rows), looks is not None)


def _matrix(attended: tuple[Attended, ...], heard: FusionSentence, word: int, scene: FusionScene) -> WordMatrix | None:
    """Words to words: of the chosen head, or the mean over all; of a joint sequence its word part."""
    t, query = scene.t, scene.query
    weights = next((_among_words(each, heard.pooling.shape[1]) for each in attended if each.keys != "places"
                    and each.queries != "places"), None)  # fmt: skip
    if weights is None:
        return None
    among = word_to_word(weights, heard.pooling)
    layers, heads = among.shape[:2]
    if query.layer is not None and query.head is not None and query.layer < layers and query.head < heads:
        shown = among[query.layer, query.head]
        title = t("fusion.depth.one_head", layer=query.layer + 1, head=query.head + 1)
    else:
        shown, title = among.mean((0, 1)), t("fusion.depth.all_heads")
    count = len(heard.words)
    first = max(0, min(word - MOST_WORDS // 2, count - MOST_WORDS))
    window = slice(first, first + MOST_WORDS)
    shown, words = shown[window, window], heard.words[window]
    part = t("fusion.depth.part", first=first + 1, last=first + len(words), total=count) if len(words) < count else None
    top = float(shown.max())
    cells = tuple(tuple(float(value / top) if top > 0 else 0.0 for value in row) for row in shown)
    return WordMatrix(tuple(each.text for each in words), cells, title, t.percent(top), part)


def _among_words(attended: Attended, tokens: int) -> FloatArray:
    return attended.weights[:, :, -tokens:, -tokens:]
