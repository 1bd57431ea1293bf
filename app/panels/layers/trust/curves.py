"""Deletion and insertion as curves, areas and photos."""

from __future__ import annotations

from dataclasses import dataclass

from app.language.i18n import Translator
from app.panels.layers.scene import LayersScene
from app.panels.layers.trust.result import Checks
from app.render.chart import Axis, Line, line_chart
from app.render.jpeg import jpeg_uri
from models.lab_results.trust import FaithfulnessCurve, FaithfulnessReport
from models.results import FloatArray, Pixels

_SAME = 0.01  # areas nearer to each other than this are called equal
_SHARES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


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
class Curves:
    """Deletion and insertion."""

    deletion: str  # SVG
    insertion: str  # SVG
    deletion_verdict: str
    insertion_verdict: str
    removed: tuple[StripPhoto, ...]
    given: tuple[StripPhoto, ...]
    areas: tuple[AreaRow, ...]
    score: str
    blank: str


def draw_curves(checks: Checks, scene: LayersScene) -> Curves:
    """Both checks."""
    t, report = scene.t, checks.report
    mapped = report.curves[0]
    return Curves(
        deletion=_chart(report, "deletion", t),
        insertion=_chart(report, "insertion", t),
        deletion_verdict=t(f"trust.verdict.deletion.{verdict(report, 'deletion')}"),
        insertion_verdict=t(f"trust.verdict.insertion.{verdict(report, 'insertion')}"),
        removed=_strip(checks, checks.removed, mapped.deletion, t),
        given=_strip(checks, checks.given, mapped.insertion, t),
        areas=tuple(_areas(curve, t) for curve in report.curves),
        score=t.sure(report.score),
        blank=t.sure(report.blank),
    )


def verdict(report: FaithfulnessReport, check: str) -> str:
    """`both`, `random`, `centre` or `none`: which baselines the map beats."""
    area = {curve.order: float(getattr(curve, f"{check}_area")) for curve in report.curves}
    sign = -1 if check == "deletion" else 1
    beaten = [order for order in ("random", "centre") if sign * (area["map"] - area[order]) > _SAME]
    return "both" if len(beaten) == 2 else beaten[0] if beaten else "none"


def _chart(report: FaithfulnessReport, check: str, t: Translator) -> str:
    lines = [_line(curve, getattr(curve, check), report.fractions) for curve in report.curves]
    high = max(max(y for _, y in line.points) for line in lines)
    top = next(tick for tick in (0.1, 0.25, 0.5, 1.0) if high <= tick or tick == 1.0)
    x = Axis(0, 1, tuple((share, t.percent(share)) for share in _SHARES), t(f"trust.axis.{check}"))
    y = Axis(0, top, tuple((top * part, t.percent(top * part)) for part in (0.0, 0.5, 1.0)))
    mapped = report.curves[0]
    return line_chart(lines, x, y, t(f"trust.chart.{check}", area=t.number(float(getattr(mapped, f"{check}_area")))))


def _line(curve: FaithfulnessCurve, scores: FloatArray, fractions: FloatArray) -> Line:
    points = tuple((float(share), float(score)) for share, score in zip(fractions, scores, strict=True))
    return Line(curve.order, points, filled=curve.order == "map")


def _strip(checks: Checks, photos: tuple[Pixels, ...], scores: FloatArray, t: Translator) -> tuple[StripPhoto, ...]:
    steps = len(scores) - 1
    return tuple(
        StripPhoto(jpeg_uri(photo), t.percent(share), t.sure(float(scores[round(share * steps)])))
        for photo, share in zip(photos, checks.fractions, strict=True)
    )


def _areas(curve: FaithfulnessCurve, t: Translator) -> AreaRow:
    return AreaRow(curve.order, t.number(curve.deletion_area), t.number(curve.insertion_area))
