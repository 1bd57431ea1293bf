"""Charts as SVG: lines over two axes, and bars on a logarithmic one, each with its numbers as a table.

Attributes and classes only, because the page allows no inline style; colours come from static/css/charts.css.
Every text that is handed in is escaped here, so that templates may place a chart as it is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from app.language.i18n import Translator
from app.render.number_table import NOTHING, Column, amount_table, number_table, plain_number, rows_of, share_places

WIDTH, HEIGHT = 440, 224  # units of a chart of lines; a unit is about a pixel on a desk
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 14, 14, 38
_LONG = 5  # letters of a word that is set inwards at the ends of an axis
_ROW, _BAR = 40, 10  # of a chart of bars


@dataclass(frozen=True)
class Axis:
    """From which value to which an axis runs, what stands along it, what it measures, and how a value is written."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    title: str = ""
    log: bool = False
    write: Callable[[float], str] = plain_number

    def place(self, value: float) -> float:
        """0 at the low end, 1 at the high end; what lies outside is moved to the nearer end."""
        inside = min(max(value, self.low), self.high)
        if self.log:
            return math.log(inside / self.low) / math.log(self.high / self.low)
        return (inside - self.low) / (self.high - self.low)


@dataclass(frozen=True)
class Line:
    """One curve; `kind` becomes the class is-KIND, `name` heads its numbers in the table."""

    kind: str
    name: str
    points: tuple[tuple[float, float], ...]
    filled: bool = False  # the area under it too
    dots: bool = False


@dataclass(frozen=True)
class Band:
    """The area between two curves, such as the spread of many; `kind` becomes the class is-KIND, `names` head both."""

    kind: str
    names: tuple[str, str]
    low: tuple[tuple[float, float], ...]
    high: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Mark:
    """A line across the chart at one value of an axis, with a word beside it."""

    value: float
    label: str
    upright: bool = False  # at a value of the x axis


@dataclass(frozen=True)
class Bar:
    """One row of a chart of bars; `kind` becomes the class is-KIND."""

    kind: str
    label: str
    value: float
    text: str  # the value as it is written


def line_chart(
    lines: Sequence[Line],
    x: Axis,
    y: Axis,
    title: str,
    t: Translator,
    marks: Sequence[Mark] = (),
    bands: Sequence[Band] = (),
) -> str:
    """Curves, first one on top, over the bands; `title` is what those hear who do not look."""
    frame = _Frame(x, y)
    areas = [*(frame.band(band) for band in bands), *(frame.area(line) for line in lines if line.filled)]
    curves = [frame.curve(line) for line in reversed(lines)]
    inside = [frame.grid(), *(frame.mark(mark) for mark in marks), *areas, *curves]
    return _svg(WIDTH, HEIGHT, title, inside) + _table(lines, bands, x, y, title, t)


def log_bars(bars: Sequence[Bar], high: float, title: str, t: Translator) -> str:
    """Bars from 1 to `high`; every notch in a bar's track is ten times the one before it."""
    axis = Axis(1, max(high, 10), (), log=True)
    rows = [_bar(axis, bar, _ROW * index) for index, bar in enumerate(bars)]
    return _svg(WIDTH, _ROW * len(bars), title, rows) + amount_table([(bar.label, bar.text) for bar in bars], title, t)


def _table(lines: Sequence[Line], bands: Sequence[Band], x: Axis, y: Axis, title: str, t: Translator) -> str:
    """A row a place of the x axis; where the lines stand at places of their own, a row a point."""
    columns = [Column(line.name, line.points) for line in lines]
    columns += [
        Column(name, edge) for band in bands for name, edge in zip(band.names, (band.low, band.high), strict=True)
    ]
    across = x.title or t("chart.place")
    if share_places(columns):
        heads = (across, *(column.name for column in columns))
        rows = [
            (x.write(place), *(NOTHING if value is None else y.write(value) for value in values))
            for place, values in rows_of(columns)
        ]
        return number_table(title, heads, rows, t)
    each = [(column.name, x.write(place), y.write(value)) for column in columns for place, value in column.points]
    return number_table(title, (t("chart.line"), across, t("chart.value")), each, t)


class _Frame:
    """Where values lie on a chart of lines."""

    def __init__(self, x: Axis, y: Axis) -> None:
        self._x, self._y = x, y
        self._width, self._height = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM

    def at(self, x: float, y: float) -> str:
        return f"{self._across(x)} {self._down(y)}"

    def _across(self, x: float) -> str:
        return unit(_LEFT + self._x.place(x) * self._width)

    def _down(self, y: float) -> str:
        return unit(_TOP + (1 - self._y.place(y)) * self._height)

    def curve(self, line: Line) -> str:
        path = "L".join(self.at(*point) for point in line.points)
        dots = "".join(self._dot(line.kind, *point) for point in line.points) if line.dots else ""
        return f'<path class="chart-line is-{line.kind}" d="M{path}"/>{dots}'

    def band(self, band: Band) -> str:
        path = "L".join(self.at(*point) for point in (*band.low, *reversed(band.high)))
        return f'<path class="chart-band is-{band.kind}" d="M{path}z"/>'

    def area(self, line: Line) -> str:
        path = "L".join(self.at(*point) for point in line.points)
        first, last = line.points[0][0], line.points[-1][0]
        floor = self._down(self._y.low)
        return (
            f'<path class="chart-area is-{line.kind}" d="M{path}L{self._across(last)} {floor}H{self._across(first)}z"/>'
        )

    def _dot(self, kind: str, x: float, y: float) -> str:
        return f'<circle class="chart-dot is-{kind}" cx="{self._across(x)}" cy="{self._down(y)}" r="3"/>'

    def mark(self, mark: Mark) -> str:
        if mark.upright:
            x = self._across(mark.value)
            path = f'<path class="chart-mark" d="M{x} {_TOP}v{self._height}"/>'
            return path + _text(float(x) + 4, _TOP + 9, mark.label, "chart-note")
        y = self._down(mark.value)
        path = f'<path class="chart-mark" d="M{_LEFT} {y}h{self._width}"/>'
        return path + _text(_LEFT + 4, float(y) + 14, mark.label, "chart-note")

    def grid(self) -> str:
        bottom = HEIGHT - _BOTTOM
        rules = "".join(f"M{_LEFT} {self._down(value)}h{self._width}" for value, _ in self._y.ticks)
        beside = [_text(_LEFT - 7, float(self._down(v)) + 4, text, "chart-tick", "end") for v, text in self._y.ticks]
        below = [self._below(value, text, bottom + 15) for value, text in self._x.ticks]
        title = _text(_LEFT + self._width / 2, HEIGHT - 4, self._x.title, "chart-title", "middle")
        return f'<path class="chart-grid" d="{rules}"/>' + "".join(beside + below) + title

    def _below(self, value: float, text: str, y: float) -> str:
        """A word under the axis; long ones at its ends stay inside the chart."""
        place = self._x.place(value)
        inward = "start" if place == 0 else "end" if place == 1 else "middle"
        anchor = inward if len(text) > _LONG else "middle"
        x = float(self._across(value)) + (_RIGHT if anchor == "end" else 0)
        return _text(x, y, text, "chart-tick", anchor)


def _bar(axis: Axis, bar: Bar, top: int) -> str:
    words = _text(0, top + 13, bar.label, "chart-label") + _text(WIDTH, top + 13, bar.text, "chart-value", "end")
    track = f'<rect class="chart-track" y="{top + 20}" width="{WIDTH}" height="{_BAR}" rx="2"/>'
    end = unit(max(axis.place(bar.value) * WIDTH, 2))
    fill = f'<rect class="chart-bar is-{bar.kind}" y="{top + 20}" width="{end}" height="{_BAR}" rx="2"/>'
    powers = range(1, math.ceil(math.log10(axis.high)))
    notches = "".join(f"M{unit(axis.place(10.0**power) * WIDTH)} {top + 20}v{_BAR}" for power in powers)
    return words + track + fill + f'<path class="chart-notch" d="{notches}"/>'


def _text(x: float, y: float, text: str, kind: str, anchor: str = "start") -> str:
    if not text:
        return ""
    return f'<text class="{kind}" x="{unit(x)}" y="{unit(y)}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(width: int, height: int, title: str, inside: Sequence[str]) -> str:
    return (
        f'<svg class="chart" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"'
        f' aria-label="{escape(title)}">{"".join(inside)}</svg>'
    )


def unit(value: float) -> str:
    """A coordinate with at most two decimals: `12.5`, `7`."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
