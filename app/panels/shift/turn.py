"""The sub-view `turn`: scale and rotation, where nothing promises invariance, and what averaging buys."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.engines import Engines
from app.language.i18n import Translator
from app.panels.overlay import Overlay
from app.panels.panel import Growth, SubView
from app.panels.shift.charts import points, share_axis
from app.panels.shift.engines import shift_engine
from app.panels.shift.query import ANGLE, SCALE, ShiftQuery
from app.panels.shift.scene import ShiftScene
from app.panels.shift.works import turn_work
from app.render.chart import Axis, Line, Mark, line_chart
from app.render.jpeg import jpeg_uri
from app.samples.sample import Sample
from app.work.sweeps import Work
from models.class_names import class_name
from models.engine.lab.shifts import ShiftEngine
from models.engine.lab.stages import softmax
from models.preprocessing import squash
from models.results import FloatArray, Pixels
from models.shift_results import TurnSweep, Variant
from models.transforms import turned

TOP = 3


@dataclass(frozen=True)
class TurnResult:
    """The photo at the chosen value, what the network says of it, and both sweeps as far as they are."""

    photo: Pixels
    probabilities: FloatArray
    sweeps: tuple[TurnSweep, ...]


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


class TurnView(SubView[ShiftQuery]):
    """Angles from -90 to 90 degrees, scales from 0.5 to 2."""

    name = "turn"
    template = "panels/shift/_turn.html"

    def works(self, sample: Sample, query: ShiftQuery, engines: Engines) -> tuple[Work, ...]:
        """Both sweeps, the chosen kind first."""
        kinds = (ANGLE, SCALE) if query.kind == ANGLE else (SCALE, ANGLE)
        return tuple(turn_work(sample, query, engines, kind) for kind in kinds)

    async def examine(self, sample: Sample, query: ShiftQuery, engines: Engines, grown: Growth) -> TurnResult:
        """The photo at the chosen value."""
        engine, photo = await shift_engine(engines, query.net), await engines.lab.pixels(sample)
        shown, found = await engines.runner.run(_look, engine, query.variant, photo, query.kind, chosen(query))
        return TurnResult(shown, found, tuple(grown[kind] for kind in (ANGLE, SCALE) if kind in grown))

    def draw(self, result: TurnResult, scene: ShiftScene) -> TurnPage:
        """Picture, classes, charts."""
        t, query = scene.t, scene.query
        order = np.argsort(-result.probabilities)[:TOP]
        classes = len(result.probabilities)
        return TurnPage(
            kind=query.kind,
            value=t(f"shift.turn.value.{query.kind}", value=f"{chosen(query):g}"),
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
            number=f"{chosen(query):g}",
        )

    def overlay(self, result: TurnResult, scene: ShiftScene) -> Overlay:
        """The turned photo over the still one."""
        caption = scene.t(f"shift.turn.caption.{scene.query.kind}", value=f"{chosen(scene.query):g}")
        return Overlay(caption=caption, picture=jpeg_uri(result.photo), crisp=False, strength=scene.query.strength)


def chosen(query: ShiftQuery) -> float:
    """The angle or the scale that is looked at."""
    return query.angle if query.kind == ANGLE else query.scale


def _look(engine: ShiftEngine, variant: Variant, photo: Pixels, kind: str, value: float) -> tuple[Pixels, FloatArray]:
    shown = turned(photo, **{kind: value})
    inputs = engine.inputs([squash(shown, engine.size(variant))])
    return shown, softmax(engine.logits(variant, inputs))[0]


def _curve(sweep: TurnSweep, scene: ShiftScene, classes: int) -> TurnCurve:
    t, query = scene.t, scene.query
    x = _axis(sweep.kind, t)
    values = sweep.values if sweep.kind == ANGLE else np.log2(sweep.values)
    lines = [
        Line("map", points(values, sweep.probabilities)),
        Line("centre", points(values, sweep.averaged)),
        Line("random", points(values, np.clip(sweep.cosines, 0, 1))),
    ]
    current = sweep.kind == query.kind
    place = chosen(query) if sweep.kind == ANGLE else float(np.log2(chosen(query)))
    marks = [Mark(place, "", upright=True)] if current else []
    chart = line_chart(lines, x, share_axis(t), t(f"shift.turn.chart.{sweep.kind}"), marks)
    return TurnCurve(sweep.kind, chart, _told(sweep, t, classes) if sweep.done else None, current)


def _axis(kind: str, t: Translator) -> Axis:
    if kind == ANGLE:
        return Axis(-90, 90, tuple((tick, f"{tick}°") for tick in (-90, -45, 0, 45, 90)), t("shift.turn.axis.angle"))
    ticks = ((-1.0, "0.5"), (-0.5, "0.71"), (0.0, "1"), (0.5, "1.41"), (1.0, "2"))
    return Axis(-1, 1, ticks, t("shift.turn.axis.scale"))


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
