"""Numbers as areas, to scale: each square holds the next at its own scale, and a lens enlarges it beside."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from app.language.i18n import Translator
from app.render.chart import unit
from app.render.number_table import amount_table

SIDE, BETWEEN = 108, 60
_HEAD, _FOOT = 20, 34  # room for the words above and below
_SMALLEST = 1.5  # units: what would be smaller is drawn as large as this, inside a ring


@dataclass(frozen=True)
class Square:
    """An area with its name; `kind` becomes the class is-KIND."""

    kind: str
    label: str
    value: float
    text: str  # the value as it is written


def squares(areas: Sequence[Square], title: str, t: Translator) -> str:
    """Largest first."""
    width = len(areas) * SIDE + (len(areas) - 1) * BETWEEN
    drawn = [_square(area, index) for index, area in enumerate(areas)]
    lenses = [_lens(outer, inner, index) for index, (outer, inner) in enumerate(pairwise(areas))]
    height = _HEAD + SIDE + _FOOT
    return (
        f'<svg class="squares" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"'
        f' aria-label="{escape(title)}">{"".join(drawn + lenses)}</svg>'
    ) + amount_table([(area.label, area.text) for area in areas], title, t)


def _square(area: Square, index: int) -> str:
    x = index * (SIDE + BETWEEN)
    return (
        f'<rect class="square is-{area.kind}" x="{x}" y="{_HEAD}" width="{SIDE}" height="{SIDE}"/>'
        f'<text class="chart-label" x="{x}" y="13">{escape(area.label)}</text>'
        f'<text class="chart-value" x="{x}" y="{_HEAD + SIDE + 16}">{escape(area.text)}</text>'
    )


def _lens(outer: Square, inner: Square, index: int) -> str:
    """The inner square in the outer one's corner, and lines from it to its enlarged self."""
    ratio = outer.value / inner.value
    side = SIDE / math.sqrt(ratio)
    shown = max(side, _SMALLEST)
    left, right = index * (SIDE + BETWEEN), (index + 1) * (SIDE + BETWEEN)
    x, y = left + SIDE - shown - 6, _HEAD + SIDE - shown - 6
    ring = _ring(x + shown / 2, y + shown / 2) if side < 6 else ""
    lines = f"M{unit(x + shown)} {unit(y)}L{right} {_HEAD}M{unit(x + shown)} {unit(y + shown)}L{right} {_HEAD + SIDE}"
    return (
        f'<path class="lens" d="{lines}"/>'
        f'<rect class="square is-{inner.kind}" x="{unit(x)}" y="{unit(y)}" '
        f'width="{unit(shown)}" height="{unit(shown)}"/>'
        f'{ring}<text class="chart-note" x="{unit(right - BETWEEN / 2)}" y="{_HEAD + 14}" text-anchor="middle">'
        f"÷ {_times(ratio)}</text>"
    )


def _ring(x: float, y: float) -> str:
    return f'<circle class="lens-ring" cx="{unit(x)}" cy="{unit(y)}" r="5"/>'


def _times(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.1f}"
