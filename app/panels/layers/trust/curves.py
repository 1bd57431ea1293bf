"""Deletion and insertion as curves, areas and photos."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.language.i18n import Translator
from app.panels.layers.scene import LayersScene
from app.panels.layers.trust.result import Checks
from app.render.chart import Axis, Band, Line, line_chart
from app.render.jpeg import jpeg_uri
from models.faithfulness import RARE, Check, against_centre, against_random
from models.lab_results.trust import FaithfulnessCurve, FaithfulnessReport
from models.results import FloatArray, Pixels

_BAND = (5, 95)  # percentiles of the random orders, that their band is drawn between
_SHARES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


@dataclass(frozen=True)
class AreaRow:
    """One order's areas under its curves."""

    order: str  # map, random or centre
    deletion: str
    insertion: str
    spread: tuple[str, str] | None = None  # of the random orders: deletion's lowest to highest, and insertion's


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
    orders: int  # random orders
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
        deletion_verdict=verdict(report, "deletion", t),
        insertion_verdict=verdict(report, "insertion", t),
        orders=len(report.random),
        removed=_strip(checks, checks.removed, mapped.deletion, t),
        given=_strip(checks, checks.given, mapped.insertion, t),
        areas=tuple(_areas(curve, report, t) for curve in report.curves),
        score=t.sure(report.score),
        blank=t.sure(report.blank),
    )


def verdict(report: FaithfulnessReport, check: Check, t: Translator) -> str:
    """Beside chance and beside the middle of the photo, each with how that is known; it may not be."""
    found, centre = against_random(report, check), against_centre(report, check)
    if 1 / (1 + found.orders) > RARE:
        return t("trust.verdict.unsure", orders=found.orders)
    beside = t(f"trust.verdict.{check}.{found.answer}", count=found.as_good, orders=found.orders)
    return f"{beside} {t(f'trust.verdict.{check}_centre.{centre}')}"


def _chart(report: FaithfulnessReport, check: Check, t: Translator) -> str:
    lines = [_line(curve, getattr(curve, check), report.fractions, t) for curve in report.curves]
    drawn = np.stack([getattr(curve, check) for curve in report.random])
    low_edge, high_edge = np.percentile(drawn, _BAND, 0)
    fractions = report.fractions.tolist()
    names = t("trust.band.low"), t("trust.band.high")
    bands = [Band("random", names, *(tuple(zip(fractions, e.tolist(), strict=True)) for e in (low_edge, high_edge)))]
    high = max([float(high_edge.max()), *(max(y for _, y in line.points) for line in lines)])
    top = next(tick for tick in (0.1, 0.25, 0.5, 1.0) if high <= tick or tick == 1.0)
    x = Axis(0, 1, tuple((share, t.percent(share)) for share in _SHARES), t(f"trust.axis.{check}"), write=t.fine)
    y = Axis(0, top, tuple((top * part, t.percent(top * part)) for part in (0.0, 0.5, 1.0)), write=t.fine)
    mapped = report.curves[0]
    area = t.number(float(getattr(mapped, f"{check}_area")))
    return line_chart(lines, x, y, t(f"trust.chart.{check}", area=area), t, bands=bands)


def _line(curve: FaithfulnessCurve, scores: FloatArray, fractions: FloatArray, t: Translator) -> Line:
    points = tuple((float(share), float(score)) for share, score in zip(fractions, scores, strict=True))
    return Line(curve.order, t(f"trust.short.{curve.order}"), points, filled=curve.order == "map")


def _strip(checks: Checks, photos: tuple[Pixels, ...], scores: FloatArray, t: Translator) -> tuple[StripPhoto, ...]:
    steps = len(scores) - 1
    return tuple(
        StripPhoto(jpeg_uri(photo), t.percent(share), t.sure(float(scores[round(share * steps)])))
        for photo, share in zip(photos, checks.fractions, strict=True)
    )


def _areas(curve: FaithfulnessCurve, report: FaithfulnessReport, t: Translator) -> AreaRow:
    areas = t.number(curve.deletion_area, 3), t.number(curve.insertion_area, 3)
    spread = (_spread(report, "deletion", t), _spread(report, "insertion", t)) if curve.order == "random" else None
    return AreaRow(curve.order, *areas, spread)


def _spread(report: FaithfulnessReport, check: Check, t: Translator) -> str:
    areas = [float(getattr(curve, f"{check}_area")) for curve in report.random]
    return t("trust.spread", low=t.number(min(areas), 3), high=t.number(max(areas), 3))
