"""What the page of `turn` shows: the photo's classes, and a chart per kind of sweep."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.language.i18n import Translator
from app.panels.overlay import Overlay
from app.panels.shift.charts import points, share_axis
from app.panels.shift.query import ANGLE
from app.panels.shift.scene import ShiftScene
from app.panels.shift.turn.result import TurnResult
from app.render.chart import Axis, Line, Mark, line_chart
from app.render.jpeg import jpeg_uri
from app.render.number_table import plain_number
from models.class_names import class_name
from models.shift_results import TurnSweep

TOP = 3


@dataclass(frozen=True)
class TurnCurve:
    """One sweep: its chart and what it says."""

    kind: str
    chart: str
    told: str | None
    current: bool


@dataclass(frozen=True)
class TurnPage:
    """What the template reads."""

    kind: str
    value: str
    top: tuple[tuple[str, float, str], ...]  # name, probability, as it is written
    curves: tuple[TurnCurve, ...]
    low: float
    high: float
    step: float
    number: str
    runs: tuple[int, int] | None  # that an average is made of: in the middle, at the ends


def draw_turn(result: TurnResult, scene: ShiftScene) -> TurnPage:
    """Picture, classes, charts."""
    t, query = scene.t, scene.query
    order = np.argsort(-result.probabilities)[:TOP]
    classes = len(result.probabilities)
    return TurnPage(
        kind=query.kind,
        value=t(f"shift.turn.value.{query.kind}", value=f"{query.turn:g}"),
        top=tuple(
            (
                class_name(int(i), classes, t.tag),
                float(result.probabilities[i]),
                t.sure(float(result.probabilities[i])),
            )
            for i in order
        ),
        curves=tuple(_curve(each, scene, classes) for each in result.sweeps),
        low=-90 if query.kind == ANGLE else 0.5,
        high=90 if query.kind == ANGLE else 2,
        step=5 if query.kind == ANGLE else 0.05,
        number=f"{query.turn:g}",
        runs=_runs(result.sweeps),
    )


def turn_overlay(result: TurnResult, scene: ShiftScene) -> Overlay:
    """The turned photo over the still one."""
    caption = scene.t(f"shift.turn.caption.{scene.query.kind}", value=f"{scene.query.turn:g}")
    return Overlay(caption=caption, picture=jpeg_uri(result.photo), crisp=False, strength=scene.query.strength)


def _runs(sweeps: tuple[TurnSweep, ...]) -> tuple[int, int] | None:
    done = [sweep.neighbours for sweep in sweeps if sweep.done]
    return (int(done[0].max()), int(done[0].min())) if done else None


def _curve(sweep: TurnSweep, scene: ShiftScene, classes: int) -> TurnCurve:
    t, query = scene.t, scene.query
    x = _axis(sweep.kind, t)
    values = sweep.values if sweep.kind == ANGLE else np.log2(sweep.values)
    lines = [
        Line("map", t("shift.turn.plain"), points(values, sweep.probabilities)),
        Line("centre", t("shift.turn.averaged"), points(values, sweep.averaged)),
        Line("random", t("shift.turn.cosine"), points(values, sweep.cosines)),
    ]
    current = sweep.kind == query.kind
    place = query.turn if sweep.kind == ANGLE else float(np.log2(query.turn))
    marks = [Mark(place, "", upright=True)] if current else []
    chart = line_chart(lines, x, share_axis(t), t(f"shift.turn.chart.{sweep.kind}"), t, marks)
    return TurnCurve(sweep.kind, chart, _told(sweep, t, classes) if sweep.done else None, current)


def _axis(kind: str, t: Translator) -> Axis:
    if kind == ANGLE:
        return Axis(-90, 90, tuple((tick, f"{tick}°") for tick in (-90, -45, 0, 45, 90)), t("shift.turn.axis.angle"))
    ticks = ((-1.0, "0.5"), (-0.5, "0.71"), (0.0, "1"), (0.5, "1.41"), (1.0, "2"))
    return Axis(-1, 1, ticks, t("shift.turn.axis.scale"), write=lambda octaves: plain_number(2**octaves))


def _told(sweep: TurnSweep, t: Translator, classes: int) -> str:
    return t(
        f"shift.turn.told.{sweep.kind}",
        name=class_name(sweep.top, classes, t.tag),
        plain=int((sweep.tops == sweep.top).sum()),
        averaged=int((sweep.averaged_tops == sweep.top).sum()),
        total=sweep.total,
        lowest=t.sure(float(sweep.probabilities.min())),
        reach=f"{sweep.reach:g}" if sweep.kind == ANGLE else f"{2**sweep.reach:.2g}",
    )
