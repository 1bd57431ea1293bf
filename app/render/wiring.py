"""How a layer is wired, as a small picture: one row of inputs below, one row of outputs above, a line per connection.

Lines of one colour are one weight: a convolution has as many colours as its kernel is wide, a locally connected layer
a colour per line, and a fully connected one a line from everywhere to everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from app.render.chart import unit
from app.render.colormap import palette

PLACES = 7
WIDTH, HEIGHT = 200, 92
_LOW, _HIGH = 14, 50  # levels of the palette that show on light and dark paper


def wiring(kind: str, kernel: int, title: str) -> str:
    """`kind` is convolution, locally_connected or fully_connected; the output in the middle stands out."""
    lines = _connections(kind, min(kernel, PLACES))
    weights = max(weight for _, _, weight in lines) + 1
    drawn = [_line(line, weights, line[0] == PLACES // 2) for line in lines]
    dots = [_dot(place, HEIGHT - 10, "input") + _dot(place, 10, "output") for place in range(PLACES)]
    return (
        f'<svg class="wiring" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img"'
        f' aria-label="{escape(title)}">{"".join(drawn + dots)}</svg>'
    )


def _connections(kind: str, kernel: int) -> list[tuple[int, int, int]]:
    """(output, input, number of the weight) of every line."""
    if kind == "fully_connected":
        return [(out, place, out * PLACES + place) for out in range(PLACES) for place in range(PLACES)]
    near = [(out, out + step - kernel // 2, step) for out in range(PLACES) for step in range(kernel)]
    inside = [line for line in near if 0 <= line[1] < PLACES]
    if kind == "convolution":
        return inside
    return [(out, place, number) for number, (out, place, _) in enumerate(inside)]


def _line(line: Sequence[int], weights: int, chosen: bool) -> str:
    out, place, weight = line
    kind = "wire is-chosen" if chosen else "wire"
    return (
        f'<path class="{kind}" stroke="{_colour(weight, weights)}"'
        f' d="M{_across(place)} {HEIGHT - 14}L{_across(out)} 14"/>'
    )


def _colour(weight: int, weights: int) -> str:
    level = _LOW + round((_HIGH - _LOW) * weight / max(weights - 1, 1))
    red, green, blue, _ = palette()[level]
    return f"#{red:02x}{green:02x}{blue:02x}"


def _dot(place: int, y: int, kind: str) -> str:
    chosen = " is-chosen" if kind == "output" and place == PLACES // 2 else ""
    return f'<circle class="wire-{kind}{chosen}" cx="{_across(place)}" cy="{y}" r="4.5"/>'


def _across(place: int) -> str:
    return unit(12 + place * (WIDTH - 24) / (PLACES - 1))
