"""Scenes as pictures, and curves of lessons."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from PIL import Image

from app.language.i18n import Translator
from app.render.chart import Axis, Line, Mark, line_chart
from app.render.png import data_uri
from models.encoder.lesson_results import BUDGET, Goal, Lesson, LessonPoint, Tower
from models.encoder.lesson_table import LessonTable
from models.encoder.scenes import draw_scenes

SHOWN, SEED, STAGE = 8, 12, 2
CHART = "encoder.training.chart"
_KINDS = {Tower.FROZEN: "first", Tower.LAST: "second", Tower.ALL: "third"}
Measure = Callable[[LessonPoint], float]
Points = list[tuple[float, LessonPoint]]
Charts = tuple[tuple[str, str], ...]


@cache
def scene_cards() -> tuple[tuple[str, str], ...]:
    """(address of the picture, caption) of a few scenes."""
    scenes = draw_scenes(SHOWN, SEED)
    return tuple((_picture(scenes.pixels[index]), scenes.caption(index)) for index in range(SHOWN))


def _picture(pixels: np.ndarray) -> str:
    buffer = io.BytesIO()
    Image.fromarray(np.rint(pixels.transpose(1, 2, 0) * 255).astype(np.uint8)).save(buffer, "PNG")
    return data_uri(buffer.getvalue())


def lesson_charts(lesson: Lesson, t: Translator) -> Charts:
    """Right answers, loss and gradient against seconds, both stages one after the other."""
    points = _in_a_row(lesson.points)
    if len(points) < 2:
        return ()
    across = _seconds_axis(t("encoder.training.axis.seconds"), 0, sum(BUDGET.values()))
    mark = Mark(BUDGET[1], t("encoder.training.questions"), upright=True)
    measures: tuple[tuple[str, Measure, Axis], ...] = (
        ("score", _score, _shares(t)),
        ("loss", _loss, _amounts(points, _loss)),
        ("gradient", _gradient, _amounts(points, _gradient)),
    )
    return tuple(
        (key, line_chart([_line(t(f"{CHART}.{key}"), points, measure)], across, up, t(f"{CHART}.{key}"), t, [mark]))
        for key, measure, up in measures
    )


def tower_charts(table: LessonTable, t: Translator) -> Charts:
    """Right answers of stage 2 after captions, by seconds and by steps: every seed a line, a colour a tower."""
    own = [each for each in table.lessons if each.goal is Goal.CAPTIONS]
    furthest = max(10.0, *(float(point.step) for each in own for point in each.points if point.stage == STAGE))
    powers = tuple((10.0**power, f"{10**power:,}") for power in range(7) if 10.0**power <= furthest)
    axes: tuple[tuple[str, Measure, Axis], ...] = (
        ("seconds", lambda point: point.seconds, _seconds_axis(t("encoder.training.axis.seconds"), 0, BUDGET[STAGE])),
        (
            "steps",
            lambda point: float(point.step),
            Axis(1, furthest, powers, t("encoder.training.axis.steps"), log=True),
        ),
    )
    return tuple(
        (key, line_chart([_second(each, by, t) for each in own], across, _shares(t), t(f"{CHART}.by_{key}"), t))
        for key, by, across in axes
    )


def _score(point: LessonPoint) -> float:
    return point.score


def _loss(point: LessonPoint) -> float:
    return point.loss


def _gradient(point: LessonPoint) -> float:
    return point.gradient


def _second(lesson: Lesson, by: Measure, t: Translator) -> Line:
    points = tuple((by(each), each.score) for each in lesson.points if each.stage == STAGE)
    name = t("encoder.training.start_of", tower=t(f"encoder.towers.{lesson.tower}"), seed=lesson.seed)
    return Line(_KINDS[lesson.tower], name, points)


def _in_a_row(points: Sequence[LessonPoint]) -> Points:
    """Stage 2 goes on where stage 1 ended."""
    return [(each.seconds + (BUDGET[1] if each.stage == STAGE else 0), each) for each in points]


def _line(name: str, points: Points, measure: Measure) -> Line:
    return Line("first", name, tuple((at, measure(each)) for at, each in points))


def _seconds_axis(title: str, low: float, high: float) -> Axis:
    return Axis(low, high, tuple((high * part / 3, f"{high * part / 3:g}") for part in range(4)), title)


def _shares(t: Translator) -> Axis:
    return Axis(0, 1, tuple((share, t.percent(share)) for share in (0.0, 0.5, 1.0)), write=t.fine)


def _amounts(points: Points, measure: Measure) -> Axis:
    top = max(0.1, *(measure(each) for _, each in points))
    return Axis(0, top, tuple((top * part / 2, f"{top * part / 2:.2g}") for part in range(3)))
