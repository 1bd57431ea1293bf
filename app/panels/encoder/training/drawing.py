"""Scenes as pictures, and curves of lessons."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
from PIL import Image

from app.language.i18n import Translator
from app.render.chart import Axis, Line, line_chart
from app.render.png import data_uri
from models.encoder.lesson_results import Goal, Lesson, LessonPoint, Tower
from models.encoder.lesson_table import LessonTable
from models.encoder.scenes import draw_scenes

SHOWN, SEED = 8, 12
_KINDS = {Tower.FROZEN: "first", Tower.LAST: "second", Tower.ALL: "third"}
Measure = Callable[[LessonPoint], float]
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
    """Right answers, loss and gradient against seconds, both stages one after the other; right answers by steps."""
    points = _in_a_row(lesson.points)
    if len(points) < 2:
        return ()
    seconds = t("encoder.training.axis.seconds")
    return (
        ("score", _chart([_line(points, lambda each: each.score)], seconds, 1.0, t("encoder.training.chart.score"))),
        ("loss", _chart([_line(points, lambda each: each.loss)], seconds, None, t("encoder.training.chart.loss"))),
        (
            "gradient",
            _chart([_line(points, lambda each: each.gradient)], seconds, None, t("encoder.training.chart.gradient")),
        ),
    )


def tower_charts(table: LessonTable, t: Translator) -> Charts:
    """Right answers of stage 2 after captions, by seconds and by steps: every seed a line, a colour a tower."""
    own = [each for each in table.lessons if each.goal is Goal.CAPTIONS]
    return tuple(
        (
            key,
            _chart(
                [_second(each, by) for each in own],
                t(f"encoder.training.axis.{key}"),
                1.0,
                t(f"encoder.training.chart.by_{key}"),
                key == "steps",
            ),
        )
        for key, by in (("seconds", _seconds), ("steps", _steps))
    )


def _seconds(point: LessonPoint) -> float:
    return point.seconds


def _steps(point: LessonPoint) -> float:
    return float(point.step)


def _second(lesson: Lesson, by: Measure) -> Line:
    points = tuple((by(each), each.score) for each in lesson.points if each.stage == 2)
    return Line(_KINDS[lesson.tower], points)


def _in_a_row(points: Sequence[LessonPoint]) -> list[tuple[float, LessonPoint]]:
    """Stage 2 goes on where stage 1 ended."""
    first = max((each.seconds for each in points if each.stage == 1), default=0.0)
    return [(each.seconds + (first if each.stage == 2 else 0), each) for each in points]


def _line(points: list[tuple[float, LessonPoint]], measure: Measure) -> Line:
    return Line("first", tuple((at, measure(each)) for at, each in points))


def _chart(lines: list[Line], across: str, top: float | None, title: str, log: bool = False) -> str:
    ends = [point for line in lines for point in line.points]
    furthest = max(x for x, _ in ends)
    low, high = (1.0, max(10.0, furthest)) if log else (0.0, furthest)
    peak = top or max(0.1, *(y for _, y in ends))
    x = Axis(low, high, _powers(high) if log else _thirds(high), across, log=log)
    y = Axis(0, peak, tuple((peak * part / 2, f"{peak * part / 2:.2g}") for part in range(3)))
    return line_chart(lines, x, y, title)


def _thirds(high: float) -> tuple[tuple[float, str], ...]:
    return tuple((high * part / 3, f"{high * part / 3:.3g}") for part in range(4))


def _powers(high: float) -> tuple[tuple[float, str], ...]:
    return tuple((10.0**power, f"{10**power}") for power in range(6) if 10.0**power <= high)
