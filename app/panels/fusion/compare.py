"""The sub-view `compare`: all strategies at once on the person's own photo and sentence."""

from __future__ import annotations

from dataclasses import dataclass

from app.engines import Engines
from app.panels.fusion.density import density, density_uri, shared_peak
from app.panels.fusion.query import FusionQuery
from app.panels.fusion.scene import FusionScene
from app.panels.fusion.subview import FusionSubView
from app.panels.overlay import Overlay, OverScale
from app.panels.panel import Growth
from app.render.heatmap import scale_png
from app.render.png import data_uri
from app.render.scheme import scheme_svg
from app.samples.sample import Sample
from app.work.sweeps import Work
from models.fusion.swaps import OTHER_SENTENCES, Swap, content_words, shuffled, swaps_of
from models.fusion_results import FusionSentence, StrategyReading
from models.results import FloatArray

NOTICED = 0.1  # of the match: falling by this much counts as noticed


@dataclass(frozen=True)
class CompareResult:
    """Every strategy's reading, and its matches with all sentences."""

    heard: FusionSentence
    readings: tuple[StrategyReading, ...]
    swaps: tuple[Swap, ...]
    sentences: tuple[str, ...]  # the person's own, the other one if any, swaps, shuffled, unrelated
    matches: tuple[FloatArray, ...]  # (sentences,) per strategy
    word: int


@dataclass(frozen=True)
class WordPick:
    """One word of the chooser."""

    text: str
    href: str
    current: bool


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


class CompareView(FusionSubView):
    """Match scores, maps of one word, swaps, and other sentences."""

    name = "compare"
    template = "panels/fusion/_compare.html"

    def works(self, sample: Sample, query: FusionQuery, engines: Engines) -> tuple[Work, ...]:
        """None: it is done in a moment."""
        return ()

    async def examine(self, sample: Sample, query: FusionQuery, engines: Engines, grown: Growth) -> CompareResult:
        """Nine readings, and nine times a handful of sentences."""
        fusion = engines.fusion
        names = (await fusion.models()).names
        heard = await fusion.hear(sample.sentence)
        swaps = swaps_of(sample.sentence, heard.words)
        sentences = _sentences(sample.sentence, query.other, heard, swaps)
        readings = tuple([await fusion.read(sample, name, sample.sentence) for name in names])
        matches = tuple([await fusion.matches(sample, name, sentences) for name in names])
        return CompareResult(heard, readings, swaps, sentences, matches, word_of(query, heard))

    def draw(self, result: CompareResult, scene: FusionScene) -> ComparePage:
        """Cards and the matrix."""
        t, query = scene.t, scene.query
        maps = [None if reading.maps is None else density(reading.maps) for reading in result.readings]
        peak = shared_peak(maps)
        cards = tuple(
            _card(reading, None if each is None else each[result.word], peak, matches, bool(query.other), scene)
            for reading, each, matches in zip(result.readings, maps, result.matches, strict=True)
        )
        return ComparePage(
            words=word_picks(result.heard, result.word, scene),
            word=result.heard.words[result.word].text,
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

    def overlay(self, result: CompareResult, scene: FusionScene) -> Overlay | None:
        """The chosen strategy's map of the word."""
        reading = next((each for each in result.readings if each.name == scene.query.name), None)
        if reading is None or reading.maps is None:
            return None
        maps = density(reading.maps)
        peak = shared_peak([maps])
        return word_overlay(maps[result.word], peak, result.heard.words[result.word].text, reading.name, scene)


def word_overlay(one: FloatArray, peak: float, word: str, name: str, scene: FusionScene) -> Overlay:
    """One word's density over the photo."""
    t, sample = scene.t, scene.sample
    return Overlay(
        caption=t("fusion.caption", word=word, name=t(f"fusion.names.{name}")),
        picture=density_uri(one, peak, sample.width, sample.height),
        crisp=False,
        strength=scene.query.strength,
        scale=OverScale(data_uri(scale_png()), "1 ×", f"{t.number(peak, 1)} ×"),
    )


def word_of(query: FusionQuery, heard: FusionSentence) -> int:
    """The word asked for; otherwise the first that names something."""
    if query.word is not None and query.word < len(heard.words):
        return query.word
    return next(iter(content_words(heard.words)), 0)


def word_picks(heard: FusionSentence, current: int, scene: FusionScene) -> tuple[WordPick, ...]:
    """Every word of the sentence as a choice."""
    return tuple(
        WordPick(word.text, scene.href(word=index, row=None, col=None), index == current)
        for index, word in enumerate(heard.words)
    )


def _sentences(own: str, other: str, heard: FusionSentence, swaps: tuple[Swap, ...]) -> tuple[str, ...]:
    listed = [own, *([other] if other else []), *(each.sentence for each in swaps)]
    if len(heard.words) > 2:
        listed.append(shuffled(heard.words))
    return tuple(dict.fromkeys([*listed, *OTHER_SENTENCES]))


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
        match_text=t.sure(own),
        heat=None if one is None else density_uri(one, peak, sample.width, sample.height),
        strongest=None if one is None else t.number(float(one.max()), 1),
        other=other,
        other_text=None if other is None else t.sure(other),
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
