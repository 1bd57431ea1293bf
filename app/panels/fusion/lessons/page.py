"""What the template of `lessons` reads: a matrix of who notices what, two ways to join, and maps without places."""

from __future__ import annotations

from dataclasses import dataclass

from app.language.i18n import Translator
from app.panels.fusion.density import density, density_uri, shared_peak
from app.panels.fusion.lessons.result import FlatReading, LessonsResult
from app.panels.fusion.scene import FusionScene
from app.panels.fusion.words import WordPick, word_of, word_picks
from models.fusion.catalogue_names import STRATEGY_SHAPES
from models.fusion.late_joins import Join
from models.fusion.lesson_swaps import SwapKind
from models.fusion.lessons import FusionLessons, Noticed
from models.fusion.place_codes import PlaceOrder
from models.results import FloatArray

COMMANDS = ("python -m benchmarks.fusion_lessons", "python -m benchmarks.late_joins")


@dataclass(frozen=True)
class NoticedRow:
    """One kind of wrong sentence against all strategies."""

    kind: SwapKind
    tried: int
    cells: tuple[tuple[float, str], ...]  # share that is noticed, and as it is written


@dataclass(frozen=True)
class JoinRow:
    """One sentence by sum and by product."""

    sentence: str
    own: bool
    differences: tuple[tuple[str, str], ...]  # per join: own score minus this one's, and a mark


@dataclass(frozen=True)
class FlatMap:
    """One word's map with one order of the codes."""

    order: PlaceOrder
    heat: str
    match: str
    accuracy: str  # measured over many pairs
    pointing: str


@dataclass(frozen=True)
class FlatRow:
    """One strategy."""

    name: str
    maps: tuple[FlatMap, ...]


@dataclass(frozen=True)
class LessonsPage:
    """What the template reads."""

    names: tuple[str, ...]
    noticed: tuple[NoticedRow, ...]
    noticed_told: str
    joins: tuple[JoinRow, ...]
    joins_told: str
    words: tuple[WordPick, ...]
    word: str
    flat: tuple[FlatRow, ...]
    flat_told: str
    peak: str
    commands: tuple[str, ...]


def lessons_page(result: LessonsResult, scene: FusionScene) -> LessonsPage:
    """Three lessons."""
    t, word = scene.t, word_of(scene.query, result.heard)
    maps = [density(each.maps) for row in result.flat for each in row.readings.values() if each.maps is not None]
    peak = shared_peak(maps)
    return LessonsPage(
        names=tuple(STRATEGY_SHAPES),
        noticed=tuple(_noticed(kind, result.measured) for kind in SwapKind),
        noticed_told=_noticed_told(result.measured, t),
        joins=_joins(result, scene.t),
        joins_told=_joins_told(result, t),
        words=word_picks(result.heard, word, scene),
        word=result.heard.words[word].text,
        flat=tuple(_flat(row, word, peak, result.measured, scene) for row in result.flat),
        flat_told=_flat_told(result.measured, t),
        peak=t.number(peak, 1),
        commands=COMMANDS,
    )


def _noticed(kind: SwapKind, measured: FusionLessons) -> NoticedRow:
    by_name = {each.strategy: each for each in measured.of_kind(kind)}
    found = [by_name[name] for name in STRATEGY_SHAPES]
    return NoticedRow(kind, found[0].tried, tuple((each.share, f"{100 * each.share:.0f}") for each in found))


def _noticed_told(measured: FusionLessons, t: Translator) -> str:
    things, order = measured.of_kind(SwapKind.THING), measured.of_kind(SwapKind.ORDER)
    joined = [*order, *measured.of_kind(SwapKind.BINDING)]
    return t(
        "fusion.lessons.noticed.told",
        things=_range(things, t),
        joined=_range(joined, t),
        wrong=t.percent(sum(each.wrong_one for each in joined) / max(1, sum(each.tried for each in joined))),
    )


def _range(found: tuple[Noticed, ...] | list[Noticed], t: Translator) -> str:
    shares = [each.share for each in found]
    return t("fusion.lessons.range", low=t.percent(min(shares)), high=t.percent(max(shares)))


def _joins(result: LessonsResult, t: Translator) -> tuple[JoinRow, ...]:
    found = result.joins
    return tuple(
        JoinRow(sentence, place == 0, tuple(_difference(found.scores[join], place, t) for join in Join))
        for place, sentence in enumerate(found.sentences)
    )


def _difference(scores: FloatArray, place: int, t: Translator) -> tuple[str, str]:
    """How much the own sentence leads, and a mark where another one does, as far as the number is told."""
    lead = t.signed(float(scores[0] - scores[place]))
    return lead if place else "", "!" if place and lead.startswith("−") else ""


def _joins_told(result: LessonsResult, t: Translator) -> str:
    rows = {each.join: each for each in result.late.readouts}
    return t(
        "fusion.lessons.joins.told",
        sum=f"{rows[Join.SUM].above:.1f}",
        product=f"{rows[Join.PRODUCT].above:.1f}",
        cosine=f"{result.late.cosine_above:.1f}",
        pairs=result.late.pairs,
    )


def _flat(row: FlatReading, word: int, peak: float, measured: FusionLessons, scene: FusionScene) -> FlatRow:
    t, sample, worth = scene.t, scene.sample, measured.places_of(row.name)
    maps = []
    for order, reading in row.readings.items():
        assert reading.maps is not None
        heat = density_uri(density(reading.maps)[word], peak, sample.width, sample.height)
        known = worth[order]
        maps.append(FlatMap(order, heat, t.sure(reading.match), f"{known.accuracy:.1f}", f"{known.pointing:.1f}"))
    return FlatRow(row.name, tuple(maps))


def _flat_told(measured: FusionLessons, t: Translator) -> str:
    changes = {
        order: [measured.places_of(row)[PlaceOrder.TRAINED].accuracy - measured.places_of(row)[order].accuracy
                for row in {each.strategy: None for each in measured.places}]
        for order in (PlaceOrder.SHUFFLED, PlaceOrder.NONE)
    }  # fmt: skip
    return t(
        "fusion.lessons.flat.told",
        shuffled=_points(changes[PlaceOrder.SHUFFLED], t),
        none=_points(changes[PlaceOrder.NONE], t),
        pairs=measured.pairs,
        words=measured.place_words,
        **measured.baselines.written,
    )


def _points(lost: list[float], t: Translator) -> str:
    """From the least to the most, in points; what is gained is negative."""
    return t("fusion.lessons.range", low=t.signed(min(lost), 1), high=t.signed(max(lost), 1))
