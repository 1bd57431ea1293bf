"""What the template of the sub-view `neighbours` reads."""

from __future__ import annotations

from dataclasses import dataclass

from app.language.i18n import Translator
from app.panels.layers.neighbours.result import NeighbourFindings
from app.panels.layers.scene import LayersScene
from app.render.chart import Axis, Line, line_chart
from app.render.jpeg import jpeg_uri
from app.render.map_picture import map_uri
from models.few_photos import FewCurve, FewPhotos, FewPoint
from models.neighbours import Neighbours, brightness, joint
from models.statistics import SeedInterval

NEAR, FAR = 1, 32  # pixels, of the pictures of pairs
LINES = {"convolution": "map", "dense": "centre"}


@dataclass(frozen=True)
class PairPicture:
    """Pixels against those that are so far away, as a picture."""

    kind: str  # near, far, shuffled
    distance: int
    picture: str
    correlation: str


@dataclass(frozen=True)
class FewCell:
    """One net after so many photos, in per cent."""

    unseen: str
    interval: str
    moved: str
    seen: str


@dataclass(frozen=True)
class FewRow:
    """One net on so many photos."""

    net: str
    kind: str  # of its line
    weights: str
    cells: tuple[FewCell, ...]  # per number of photos


@dataclass(frozen=True)
class FewSection:
    """What two nets learn of few photos."""

    chart: str
    rows: tuple[FewRow, ...]
    photos: tuple[str, ...]
    note: str
    told: tuple[tuple[str, str], ...]  # numbers and what they say


@dataclass(frozen=True)
class NeighboursPage:
    """The sub-view as a whole."""

    photo: str
    mixed: str
    chart: str
    told: str
    pairs: tuple[PairPicture, ...]
    few: FewSection | None
    json: str


def draw_neighbours(findings: NeighbourFindings, scene: LayersScene) -> NeighboursPage:
    """Pictures, charts and what they say."""
    t, found = scene.t, findings.curves
    return NeighboursPage(
        photo=jpeg_uri(findings.square),
        mixed=jpeg_uri(found.mixed),
        chart=_chart(found, t),
        told=t(
            "neighbours.told",
            near=t.number(_at(found, NEAR)),
            share=t.percent(max(0.0, _at(found, NEAR)) ** 2),
            far=t.number(_at(found, FAR)),
            distance=FAR,
            shuffled=t.number(float(found.shuffled[1])),
        ),
        pairs=_pairs(findings, t),
        few=_few(findings.few, t) if findings.few else None,
        json=scene.api("/neighbours"),
    )


def _few(few: FewPhotos, t: Translator) -> FewSection:
    return FewSection(
        chart=_few_chart(few, t),
        rows=tuple(_few_row(curve, t) for curve in few.curves),
        photos=tuple(t.grouped(point.photos) for point in few.curves[0].points),
        note=_few_note(few, t),
        told=_few_told(few, t),
    )


def _at(found: Neighbours, distance: int) -> float:
    """The correlation at a distance, or at the largest there is."""
    return float(found.photo[found.distances.index(distance) if distance in found.distances else -1])


def _pairs(findings: NeighbourFindings, t: Translator) -> tuple[PairPicture, ...]:
    plane, mixed, found = brightness(findings.square), brightness(findings.curves.mixed), findings.curves
    far = min(FAR, found.distances[-1])
    return tuple(
        PairPicture(kind, distance, map_uri(joint(of, distance), 1.0, signed=False), t.number(value))
        for kind, of, distance, value in (
            ("near", plane, NEAR, _at(found, NEAR)),
            ("far", plane, far, _at(found, far)),
            ("shuffled", mixed, NEAR, float(found.shuffled[1])),
        )
    )


def _chart(found: Neighbours, t: Translator) -> str:
    low = min(0.0, float(found.photo.min()), float(found.shuffled.min()))
    last = found.distances[-1]
    ticks = tuple((float(each), str(each)) for each in (0, 8, 16, 32, 64) if each <= last)
    y = Axis(low, 1, ((0.0, "0"), (0.5, t.number(0.5, 1)), (1.0, "1")))
    lines = [
        Line(kind, name, tuple(zip(map(float, found.distances), map(float, curve), strict=True)), dots=True)
        for kind, name, curve in (
            ("map", t("neighbours.photo"), found.photo),
            ("random", t("neighbours.mixed"), found.shuffled),
        )
    ]
    return line_chart(lines, Axis(0, last, ticks, t("neighbours.axis")), y, t("neighbours.chart"), t)


def _few_chart(few: FewPhotos, t: Translator) -> str:
    counts = [point.photos for point in few.curves[0].points]
    ticks = tuple((float(count), t.grouped(count)) for count in counts)
    top = 10 * (1 + int(max(point.unseen.high for curve in few.curves for point in curve.points) // 10))
    ups = tuple((value, t.percent(value / 100)) for value in (0.0, top / 2, float(top)))
    y = Axis(0, top, ups, write=lambda points: t.fine(points / 100))
    lines = [
        Line(LINES[curve.net], t(f"neighbours.nets.{curve.net}"), _unseen(curve), dots=True) for curve in few.curves
    ]
    x = Axis(counts[0], counts[-1], ticks, t("neighbours.few.axis"), log=True)
    return line_chart(lines, x, y, t("neighbours.few.chart"), t)


def _unseen(curve: FewCurve) -> tuple[tuple[float, float], ...]:
    return tuple((float(point.photos), point.unseen.mean) for point in curve.points)


def _few_row(curve: FewCurve, t: Translator) -> FewRow:
    return FewRow(curve.net, LINES[curve.net], t.grouped(curve.weights), tuple(map(_few_cell, curve.points)))


def _few_cell(point: FewPoint) -> FewCell:
    low, high = point.unseen.low, point.unseen.high
    return FewCell(_one_digit(point.unseen), f"{low:.1f} - {high:.1f}", _one_digit(point.moved), _one_digit(point.seen))


def _one_digit(share: SeedInterval) -> str:
    return f"{share.mean:.1f}"


def _few_note(few: FewPhotos, t: Translator) -> str:
    return t(
        "neighbours.few.note",
        tests=t.grouped(few.tests),
        classes=few.classes,
        side=few.side,
        steps=t.grouped(few.steps),
        batch=few.batch,
        rate=f"{few.learning_rate:g}",
        seeds=few.curves[0].points[0].unseen.seeds,
        most=few.moved,
    )


def _few_told(few: FewPhotos, t: Translator) -> tuple[tuple[str, str], ...]:
    net, dense = few.curves
    counts = {"few": t.grouped(net.points[0].photos), "all": t.grouped(net.points[-1].photos)}
    shares = {
        f"{name}_{when}": _one_digit(curve.points[place].unseen)
        for name, curve in (("convolution", net), ("dense", dense))
        for when, place in (("few", 0), ("all", -1))
    }
    moved = {"convolution_moved": _one_digit(net.points[-1].moved), "dense_moved": _one_digit(dense.points[-1].moved)}
    verdict = _better(net.points[0].unseen, dense.points[0].unseen)
    bears = _better(net.points[-1].moved, dense.points[-1].moved)
    told = t("neighbours.few.told", times=t.number(dense.weights / net.weights, 0), **counts, **shares)
    told_of_moved = t("neighbours.few.moved.told", most=few.moved, side=few.side, **shares, **moved)
    return (
        (told, t(f"neighbours.few.verdict.{verdict}", **counts)),
        (told_of_moved, t(f"neighbours.few.moved.{bears}")),
    )


def _better(net: SeedInterval, dense: SeedInterval) -> str:
    """Which of two nets, where their intervals lie apart."""
    if net.low > dense.high:
        return "convolution"
    return "dense" if dense.low > net.high else "neither"
