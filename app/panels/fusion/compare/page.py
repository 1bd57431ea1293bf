"""What the template of `compare` reads: a card a strategy, and a matrix of sentences."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

from app.panels.fusion.compare.result import CompareResult
from app.panels.fusion.density import density, density_uri, shared_peak
from app.panels.fusion.query import FIRST, TEXT
from app.panels.fusion.scene import FusionScene
from app.panels.fusion.schemes import scheme
from app.panels.fusion.words import WordPick, word_of, word_overlay, word_picks
from app.panels.overlay import Overlay
from app.render.heatmap import scale_png
from app.render.png import data_uri
from models.fusion.baselines import read_baselines
from models.fusion.preference import NO_DIFFERENCE, Preference, match_of, preference
from models.fusion.reading import scale_maps
from models.fusion.swaps import other_sentences
from models.fusion.table import read_table
from models.fusion_results import FusionSentence, StrategyReading
from models.results import FloatArray

MARKS = {Preference.TRUE: "", Preference.NEITHER: "=", Preference.WRONG: "!"}  # beside a match in the matrix


@dataclass(frozen=True)
class SwapPick:
    """One swap that is offered."""

    before: str
    after: str
    href: str
    current: bool


@dataclass(frozen=True)
class CardUse:
    """What one pair costs, as measured; the words beside it are in the locales."""

    milliseconds: str
    megabytes: str
    macs: str


@dataclass(frozen=True)
class ScaleMap:
    """One word's map at one scale alone."""

    name: str
    heat: str


@dataclass(frozen=True)
class StrategyCard:
    """One strategy on this photo and sentence."""

    name: str
    scheme: str
    match: float
    match_text: str
    heat: str | None
    strongest: str | None
    other: float | None
    other_text: str | None
    difference: str | None  # of logits, own minus other
    prefers: Preference | None
    milliseconds: str
    depth_href: str | None
    use: CardUse | None  # of the first three
    points: str | None  # measured: caption words that its map points at, per cent
    scales: tuple[ScaleMap, ...]  # of a strategy whose map is a mean over several grids


@dataclass(frozen=True)
class MatrixRow:
    """One sentence against all strategies."""

    kind: str  # own, other, swap, shuffled, unrelated
    sentence: str
    cells: tuple[tuple[float, str, str], ...]  # match, written, mark


@dataclass(frozen=True)
class ComparePage:
    """What the template reads."""

    words: tuple[WordPick, ...]
    word: str
    swaps: tuple[SwapPick, ...]
    other: str
    cards: tuple[StrategyCard, ...]
    total: int
    every: bool  # whether all strategies are among the cards
    fewer_href: str
    told: dict[str, int] | None  # how many strategies give which answer
    rule: str
    odds: str
    matrix: tuple[MatrixRow, ...]
    names: tuple[str, ...]
    peak: str
    scale: str
    baselines: dict[str, str]  # pointing without looking, per cent: random, spread, centre


def compare_page(result: CompareResult, scene: FusionScene) -> ComparePage:
    """Cards and the matrix."""
    t, query, word = scene.t, scene.query, word_of(scene.query, result.heard)
    place = result.sentences.index(query.other) if query.other else None
    every = query.every or query.name not in (*FIRST, TEXT)
    maps = [None if reading.maps is None else density(reading.maps) for reading in result.readings]
    peak = shared_peak(maps)
    cards = tuple(
        _card(
            reading,
            None if each is None else each[word],
            peak,
            logits,
            place,
            _scales(reading, result.heard, word, scene),
            scene,
        )
        for reading, each, logits in zip(result.readings, maps, result.logits, strict=True)
        if every or reading.name in FIRST
    )
    return ComparePage(
        words=word_picks(result.heard, word, scene),
        word=result.heard.words[word].text,
        swaps=tuple(
            SwapPick(each.before, each.after, scene.href(other=each.sentence), each.sentence == query.other)
            for each in result.swaps
        ),
        other=query.other,
        cards=cards,
        total=len(result.readings),
        every=every,
        fewer_href=scene.href(every=False, name=query.name if query.name in FIRST else FIRST[1]),
        told=_told(result, place) if place is not None else None,
        rule=t.number(NO_DIFFERENCE, 2),
        odds=t.number(exp(NO_DIFFERENCE), 1),
        matrix=_matrix(result, scene),
        names=tuple(reading.name for reading in result.readings),
        peak=t.number(peak, 1),
        scale=data_uri(scale_png()),
        baselines=read_baselines().written,
    )


def compare_overlay(result: CompareResult, scene: FusionScene) -> Overlay | None:
    """The chosen strategy's map of the word."""
    word = word_of(scene.query, result.heard)
    reading = next((each for each in result.readings if each.name == scene.query.name), None)
    if reading is None or reading.maps is None:
        return None
    maps = density(reading.maps)
    peak = shared_peak([maps])
    return word_overlay(maps[word], peak, result.heard.words[word].text, reading.name, scene)


def _card(
    reading: StrategyReading,
    one: FloatArray | None,
    peak: float,
    logits: FloatArray,
    place: int | None,
    scales: tuple[ScaleMap, ...],
    scene: FusionScene,
) -> StrategyCard:
    t, sample = scene.t, scene.sample
    matches, difference = match_of(logits), None if place is None else float(logits[0] - logits[place])
    own, other = float(matches[0]), None if place is None else float(matches[place])
    return StrategyCard(
        name=reading.name,
        scheme=scheme(reading.name, t),
        match=own,
        match_text=t.sure(own),
        heat=None if one is None else density_uri(one, peak, sample.width, sample.height),
        strongest=None if one is None else t.number(float(one.max()), 1),
        other=other,
        other_text=None if other is None else t.sure(other),
        difference=None if difference is None else t.signed(difference),
        prefers=None if place is None else preference(float(logits[0]), float(logits[place])),
        milliseconds=t.number(reading.milliseconds, 1),
        depth_href=scene.href(view="depth", name=reading.name) if reading.attentions else None,
        use=_use(reading.name, scene) if reading.name in FIRST else None,
        points=_points(reading.name),
        scales=scales,
    )


def _points(name: str) -> str | None:
    row = next(each for each in read_table() if each.name == name)
    return f"{row.pointing.mean:.1f}" if row.pointing else None


def _scales(reading: StrategyReading, heard: FusionSentence, word: int, scene: FusionScene) -> tuple[ScaleMap, ...]:
    """Where grids differ: each by itself, beside their mean on the coarsest."""
    if len({each.grid for each in reading.attentions}) < 2:
        return ()
    maps = scale_maps(reading, heard.pooling)
    dense = [density(each)[word] for _, each in maps]
    peak, sample = shared_peak(dense), scene.sample
    return tuple(
        ScaleMap(name, density_uri(each, peak, sample.width, sample.height))
        for (name, _), each in zip(maps, dense, strict=True)
    )


def _use(name: str, scene: FusionScene) -> CardUse:
    row, t = next(each for each in read_table() if each.name == name), scene.t
    spent = row.measured
    return CardUse(t.number(spent.milliseconds, 1), t.number(spent.peak_bytes / 1e6, 1), t.short(row.macs))


def _told(result: CompareResult, place: int) -> dict[str, int]:
    """How many of all strategies, shown as cards or not, give which answer."""
    given = [preference(float(logits[0]), float(logits[place])) for logits in result.logits]
    return {each.value: given.count(each) for each in Preference}


def _matrix(result: CompareResult, scene: FusionScene) -> tuple[MatrixRow, ...]:
    swapped, unrelated = {each.sentence for each in result.swaps}, other_sentences(result.heard.words)
    rows = []
    for place, sentence in enumerate(result.sentences):
        kind = (
            "own" if place == 0
            else "changed" if sentence == scene.query.other
            else "swap" if sentence in swapped
            else "unrelated" if sentence in unrelated
            else "shuffled"
        )  # fmt: skip
        cells = tuple(_cell(logits, place) for logits in result.logits)
        rows.append(MatrixRow(kind, sentence, cells))
    return tuple(rows)


def _cell(logits: FloatArray, place: int) -> tuple[float, str, str]:
    """A match, and a mark where the strategy does not prefer the person's own sentence."""
    match = float(match_of(logits)[place])
    given = preference(float(logits[0]), float(logits[place])) if place else Preference.TRUE
    return match, f"{100 * match:.0f}", MARKS[given]
