"""What the template of `compare` reads: a card a strategy, and a matrix of sentences."""

from __future__ import annotations

from dataclasses import dataclass

from app.panels.fusion.compare.result import CompareResult
from app.panels.fusion.density import density, density_uri, shared_peak
from app.panels.fusion.scene import FusionScene
from app.panels.fusion.words import WordPick, word_of, word_overlay, word_picks
from app.panels.overlay import Overlay
from app.render.heatmap import scale_png
from app.render.png import data_uri
from app.render.scheme import scheme_svg
from models.fusion.swaps import OTHER_SENTENCES
from models.fusion_results import StrategyReading
from models.results import FloatArray

NOTICED = 0.1  # of the match: falling by this much counts as noticed


@dataclass(frozen=True)
class SwapPick:
    """One swap that is offered."""

    before: str
    after: str
    href: str
    current: bool


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
    change: str | None
    noticed: bool
    milliseconds: str
    depth_href: str | None


@dataclass(frozen=True)
class MatrixRow:
    """One sentence against all strategies."""

    kind: str  # own, other, swap, shuffled, unrelated
    sentence: str
    cells: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class ComparePage:
    """What the template reads."""

    words: tuple[WordPick, ...]
    word: str
    swaps: tuple[SwapPick, ...]
    other: str
    cards: tuple[StrategyCard, ...]
    noticed: int
    rule: str
    matrix: tuple[MatrixRow, ...]
    names: tuple[str, ...]
    peak: str
    scale: str


def compare_page(result: CompareResult, scene: FusionScene) -> ComparePage:
    """Cards and the matrix."""
    t, query, word = scene.t, scene.query, word_of(scene.query, result.heard)
    maps = [None if reading.maps is None else density(reading.maps) for reading in result.readings]
    peak = shared_peak(maps)
    cards = tuple(
        _card(reading, None if each is None else each[word], peak, matches, bool(query.other), scene)
        for reading, each, matches in zip(result.readings, maps, result.matches, strict=True)
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
        noticed=sum(card.noticed for card in cards),
        rule=t.percent(NOTICED),
        matrix=_matrix(result, scene),
        names=tuple(reading.name for reading in result.readings),
        peak=t.number(peak, 1),
        scale=data_uri(scale_png()),
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
    matches: FloatArray,
    compared: bool,
    scene: FusionScene,
) -> StrategyCard:
    t, sample = scene.t, scene.sample
    own, other = float(matches[0]), float(matches[1]) if compared else None
    change = None if other is None else round(100 * (other - own))
    return StrategyCard(
        name=reading.name,
        scheme=scheme_svg(reading.name, t(f"fusion.names.{reading.name}")),
        match=own,
        match_text=t.percent(own),
        heat=None if one is None else density_uri(one, peak, sample.width, sample.height),
        strongest=None if one is None else t.number(float(one.max()), 1),
        other=other,
        other_text=None if other is None else t.percent(other),
        change=None if change is None else f"{change:+d}" if change else "0",
        noticed=other is not None and own - other >= NOTICED,
        milliseconds=t.number(reading.milliseconds, 1),
        depth_href=scene.href(view="depth", name=reading.name) if reading.attentions else None,
    )


def _matrix(result: CompareResult, scene: FusionScene) -> tuple[MatrixRow, ...]:
    swapped = {each.sentence for each in result.swaps}
    rows = []
    for place, sentence in enumerate(result.sentences):
        kind = (
            "own" if place == 0
            else "changed" if sentence == scene.query.other
            else "swap" if sentence in swapped
            else "unrelated" if sentence in OTHER_SENTENCES
            else "shuffled"
        )  # fmt: skip
        cells = tuple((float(matches[place]), f"{100 * float(matches[place]):.0f}") for matches in result.matches)
        rows.append(MatrixRow(kind, sentence, cells))
    return tuple(rows)
