"""What the page of `network` shows: curves of class, features and words, and a table of consistencies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.panels.shift.charts import cosine_axis, points, share_axis, shift_axis
from app.panels.shift.network.result import NetworkResult
from app.panels.shift.scene import ShiftScene
from app.render.chart import Line, line_chart
from models.class_names import class_name
from models.registry import PACKAGED
from models.shift_results import Consistency, ShiftSweep, Variant, WordShifts

WORD_KINDS = ("first", "second", "third", "fourth")


@dataclass(frozen=True)
class ConsistencyRow:
    """One network in one variant."""

    net: str
    variant: Variant
    share: str
    low: float
    high: float
    value: float
    interval: str
    pairs: int
    reach: str  # how far the photo was moved


@dataclass(frozen=True)
class WordCurve:
    """One word's line in the chart and its key."""

    kind: str
    text: str
    least: str


@dataclass(frozen=True)
class NetworkPage:
    """What the template reads."""

    top: str | None
    told: str | None
    probability: str | None
    cosine: str | None
    rows: tuple[ConsistencyRow, ...]
    stride: int  # of the whole network
    words: str | None
    word_keys: tuple[WordCurve, ...]
    no_words: bool
    started: bool


def draw_network(result: NetworkResult, scene: ShiftScene) -> NetworkPage:
    """Charts and the table."""
    t, sweep = scene.t, result.sweep
    name = class_name(sweep.top, result.plan.classifier.shape[0], t.tag) if sweep else None
    words = result.words[: len(WORD_KINDS)] if result.words else ()
    return NetworkPage(
        top=name,
        told=_told(sweep, name or "", scene) if sweep and sweep.done else None,
        probability=_probability(sweep, name or "", scene) if sweep else None,
        cosine=_cosine(sweep, scene) if sweep else None,
        rows=tuple(_row(each, scene) for each in result.consistencies),
        stride=result.plan.stages[-1].reduction,
        words=_words(words, scene) if words else None,
        word_keys=tuple(
            WordCurve(kind, each.word, t.number(float(each.cosines.min())))
            for kind, each in zip(WORD_KINDS, words, strict=False)
        ),
        no_words=result.words == (),
        started=scene.query.start,
    )


def _probability(sweep: ShiftSweep, name: str, scene: ShiftScene) -> str:
    t, curve = scene.t, points(sweep.shifts, sweep.probabilities)
    line = Line("map", t("shift.network.probability", name=name), curve, filled=True)
    return line_chart([line], shift_axis(t, scene.query.mode), share_axis(t), t("shift.network.chart_probability"), t)


def _cosine(sweep: ShiftSweep, scene: ShiftScene) -> str:
    t = scene.t
    line = Line("centre", t("shift.network.cosine"), points(sweep.shifts, sweep.cosines))
    y = cosine_axis(t, sweep.cosines)
    return line_chart([line], shift_axis(t, scene.query.mode), y, t("shift.network.chart_cosine"), t)


def _words(words: tuple[WordShifts, ...], scene: ShiftScene) -> str:
    t = scene.t
    lines = [
        Line(kind, each.word, points((each.shifts / 2).astype(np.float32), each.cosines), dots=True)
        for kind, each in zip(WORD_KINDS, words, strict=False)
    ]
    y = cosine_axis(t, *(each.cosines for each in words))
    title = t("shift.network.word_axis", mode=t(f"shift.modes.{scene.query.mode.value}"))
    x = shift_axis(t, scene.query.mode, title)
    return line_chart(lines, x, y, t("shift.network.chart_words"), t)


def _row(each: Consistency, scene: ShiftScene) -> ConsistencyRow:
    t = scene.t
    interval = t("shift.interval", low=t.percent(each.share.low), high=t.percent(each.share.high))
    value = each.share.value
    title = PACKAGED[each.backbone].title if each.backbone in PACKAGED else each.backbone
    return ConsistencyRow(
        title,
        each.variant,
        t.percent(value),
        each.share.low,
        each.share.high,
        value,
        interval,
        each.pairs,
        t("shift.network.reach", pixels=each.pixels, size=each.size),
    )


def _told(sweep: ShiftSweep, name: str, scene: ShiftScene) -> str:
    t = scene.t
    kept = int((sweep.tops == sweep.top).sum())
    numbers = {
        "name": name, "kept": kept, "shifts": len(sweep.shifts),
        "low": t.sure(float(sweep.probabilities.min())), "high": t.sure(float(sweep.probabilities.max())),
    }  # fmt: skip
    return t("shift.network.told", **numbers)
