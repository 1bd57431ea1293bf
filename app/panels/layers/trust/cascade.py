"""The randomised network's maps as a strip, and how like the trained map they still are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.language.i18n import Translator
from app.panels.layers.scene import LayersScene
from app.render.chart import Axis, Line, line_chart
from app.render.heatmap import heat_png
from app.render.png import data_uri
from models.lab_results.trust import RandomisationReport, RandomisationStep
from models.results import FloatArray

FALLEN = 0.5  # mean |similarity| below which a map has fallen apart


@dataclass(frozen=True)
class FallenMap:
    """The map after some of the weights were replaced."""

    stage: str
    title: str
    heat: str | None
    correlation: str
    similarity: str
    probability: str


@dataclass(frozen=True)
class Cascade:
    """The strip of maps falling apart."""

    trained: FallenMap
    steps: tuple[FallenMap, ...]
    chart: str  # SVG
    verdict: str


def draw_cascade(report: RandomisationReport, scene: LayersScene) -> Cascade:
    """Trained map first, then the classifier's step, down to the stem's."""
    t, trained = scene.t, report.trained
    return Cascade(
        trained=FallenMap(
            "",
            t("trust.trained"),
            _heat(trained.heat, scene),
            t.number(1.0),
            t.number(1.0),
            t.sure(report.probability),
        ),
        steps=tuple(_fallen(step, scene) for step in report.steps),
        chart=_chart(report, t),
        verdict=t(f"trust.verdict.cascade.{cascade_verdict(report)}"),
    )


def cascade_verdict(report: RandomisationReport) -> str:
    """`falls` or `stays`: whether the maps of random weights still look like the trained one, on the whole."""
    likeness = float(np.mean([abs(step.similarity) for step in report.steps]))
    return "falls" if likeness < FALLEN else "stays"


def _fallen(step: RandomisationStep, scene: LayersScene) -> FallenMap:
    t = scene.t
    return FallenMap(
        step.stage,
        t("trust.down_to", stage=step.stage),
        None if step.nothing else _heat(step.heat, scene),
        signed(step.rank_correlation),
        signed(step.similarity),
        t.sure(step.probability),
    )


def signed(value: float) -> str:
    """Two decimals and a real minus; never a negative zero."""
    text = f"{value:.2f}".replace("-", "−")
    return text.removeprefix("−") if not text.strip("−0.") else text


def _heat(heat: FloatArray, scene: LayersScene) -> str:
    return data_uri(heat_png(heat, float(heat.max()), scene.sample.width, scene.sample.height))


def _chart(report: RandomisationReport, t: Translator) -> str:
    """Likeness from the whole trained network on the left to the wholly random one on the right."""
    steps = report.steps
    rank = ((0.0, 1.0), *((index + 1.0, step.rank_correlation) for index, step in enumerate(steps)))
    like = ((0.0, 1.0), *((index + 1.0, step.similarity) for index, step in enumerate(steps)))
    names = (t("trust.trained"), *(t("trust.down_to", stage=step.stage) for step in steps))
    x = Axis(
        0,
        len(steps),
        ((0.0, t("trust.trained")), (float(len(steps)), t("trust.all_random"))),
        write=lambda at: names[int(at)],
    )
    y = Axis(-1, 1, ((-1.0, "−1"), (0.0, "0"), (1.0, "1")))
    lines = [Line("map", t("trust.similarity"), like, dots=True), Line("centre", t("trust.rank"), rank, dots=True)]
    return line_chart(lines, x, y, t("trust.cascade_chart", last=signed(steps[-1].similarity)), t)
