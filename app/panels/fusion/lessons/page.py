"""What the template of `lessons` reads: who notices what, two ways to join, maps without places and at three depths."""

from __future__ import annotations

from dataclasses import dataclass

from app.language.i18n import Translator
from app.panels.fusion.density import density, density_uri, shared_peak
from app.panels.fusion.lessons.result import FlatReading, LessonsResult
from app.panels.fusion.scene import FusionScene
from app.panels.fusion.table.page import figure, leader
from app.panels.fusion.words import WordPick, word_of, word_picks
from models.fusion.baselines import PointingBaselines
from models.fusion.catalogue_names import STRATEGY_SHAPES
from models.fusion.depths.catalogue_names import SIZE
from models.fusion.depths.table import DepthRow, DepthTable
from models.fusion.late_joins import Join
from models.fusion.lesson_swaps import SwapKind
from models.fusion.lessons import FusionLessons, Noticed
from models.fusion.place_codes import PlaceOrder
from models.fusion.streams import COARSEST, STRIDES
from models.fusion_results import StrategyReading
from models.results import FloatArray

COMMANDS = (
    "python -m benchmarks.fusion_lessons",
    "python -m benchmarks.late_joins",
    "python -m models.training.fusion_depths.report",
)


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
class DepthMap:
    """One word's map of the Transformer at one depth, and what was measured of that depth."""

    stage: str
    stride: str
    cells: str  # a side of a place
    heat: str
    match: str
    milliseconds: str  # of this pair
    macs: str
    accuracy: str
    accuracy_range: str
    pointing: str
    pointing_range: str


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
    depths: tuple[DepthMap, ...]
    depths_told: str
    depths_note: str
    depths_peak: str
    peak: str
    commands: tuple[str, ...]


def lessons_page(result: LessonsResult, scene: FusionScene) -> LessonsPage:
    """Four lessons."""
    t, word = scene.t, word_of(scene.query, result.heard)
    maps = [density(each.maps) for row in result.flat for each in row.readings.values() if each.maps is not None]
    peak = shared_peak(maps)
    depths = [density(each.maps) for each in result.depths if each.maps is not None]
    depths_peak = shared_peak(depths)
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
        depths=tuple(
            _depth(row, reading, one[word], depths_peak, scene)
            for row, reading, one in zip(result.depths_measured.rows, result.depths, depths, strict=True)
        ),
        depths_told=depths_told(result.depths_measured, result.measured.baselines, t),
        depths_note=_depths_note(result.depths_measured, t),
        depths_peak=t.number(depths_peak, 1),
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


def _depth(row: DepthRow, reading: StrategyReading, one: FloatArray, peak: float, scene: FusionScene) -> DepthMap:
    t, sample, stride = scene.t, scene.sample, STRIDES[row.stage]
    accuracy, pointing = figure(row.accuracy), figure(row.pointing)
    return DepthMap(
        stage=row.stage,
        stride=str(stride),
        cells=str(COARSEST // stride),
        heat=density_uri(one, peak, sample.width, sample.height),
        match=t.sure(reading.match),
        milliseconds=t.number(reading.milliseconds, 1),
        macs=t.short(row.macs),
        accuracy=accuracy.text,
        accuracy_range=accuracy.interval,
        pointing=pointing.text,
        pointing_range=pointing.interval,
    )


def depths_told(table: DepthTable, known: PointingBaselines, t: Translator) -> str:
    """Which depth matches best if the intervals can tell, and whether their maps are worth more than the middle."""
    rows = table.rows
    best = leader({row.stage: row.accuracy for row in rows})
    means, pointing = [row.accuracy.mean for row in rows], [row.pointing.mean for row in rows]
    costs = [row.macs for row in rows]
    return t(
        f"fusion.lessons.depths.told.{'best' if best else 'same'}",
        best=best or "",
        low=f"{min(means):.1f}",
        high=f"{max(means):.1f}",
        times=f"{max(costs) / min(costs):.1f}",
    ) + t(
        f"fusion.lessons.depths.read.{'below' if max(pointing) < known.centre else 'above'}",
        low=f"{min(pointing):.1f}",
        high=f"{max(pointing):.1f}",
        **known.written,
    )


def _depths_note(table: DepthTable, t: Translator) -> str:
    return t(
        "fusion.lessons.depths.note",
        pixels=SIZE,
        steps=t.grouped(table.steps),
        captions=t.grouped(table.captions),
        seeds=table.seeds,
        weights=t.short(max(row.parameters for row in table.rows)),
    )


def _points(lost: list[float], t: Translator) -> str:
    """From the least to the most, in points; what is gained is negative."""
    return t("fusion.lessons.range", low=t.signed(min(lost), 1), high=t.signed(max(lost), 1))
