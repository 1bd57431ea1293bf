"""A small grid of numbers as SVG: the patch, the kernel and the products of one place of a convolution."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

from app.render.chart import unit
from app.render.diverging import ZERO, opaque_palette
from models.results import FloatArray

CELL = 40
_BRIGHT = 140  # luma from which ink is dark


@dataclass(frozen=True)
class Cells:
    """Colours of a grid: fills (k, k, 3)."""

    fills: NDArray[np.uint8]

    def fill(self, row: int, col: int) -> str:
        """As an attribute."""
        red, green, blue = self.fills[row, col]
        return f"#{red:02x}{green:02x}{blue:02x}"

    def ink(self, row: int, col: int) -> str:
        """A class: what can be read on the fill."""
        luma = float(self.fills[row, col] @ np.array([0.299, 0.587, 0.114]))
        return "on-bright" if luma > _BRIGHT else "on-dark"


def grey_cells(values: NDArray[np.uint8]) -> Cells:
    """Pixels (k, k) as they are."""
    return Cells(np.repeat(values[..., None], 3, axis=2))


def signed_cells(values: FloatArray, among: FloatArray) -> Cells:
    """Numbers about zero; the strongest of `among` reaches the full colour."""
    peak = float(np.abs(among).max()) or 1.0
    place = np.rint(ZERO * (1 + values / peak)).astype(np.intp)
    return Cells(opaque_palette(True)[place, :3])


def number_grid(values: FloatArray, cells: Cells, title: str, name: str) -> str:
    """Values (k, k) in their cells; `name` is how a script finds the grid to write new numbers."""
    rows, cols = values.shape
    drawn = [
        _cell(row, col, float(values[row, col]), cells.fill(row, col), cells.ink(row, col))
        for row in range(rows)
        for col in range(cols)
    ]
    return (
        f'<svg class="number-grid" data-numbers="{escape(name)}" viewBox="0 0 {cols * CELL} {rows * CELL}"'
        f' width="{cols * CELL}" height="{rows * CELL}" role="img" aria-label="{escape(title)}: {_spoken(values)}">'
        f"{''.join(drawn)}</svg>"
    )


def short(value: float) -> str:
    """A number in at most five characters or so: `0.06`, `−12.3`, `255`; never a negative zero."""
    digits = 0 if abs(value) >= 99.5 or value == int(value) else 1 if abs(value) >= 9.95 else 2
    text = f"{value:.{digits}f}".replace("-", "−")
    return text if text.strip("−0.") else "0"


def _spoken(values: FloatArray) -> str:
    return "; ".join(" ".join(short(float(value)) for value in row) for row in values)


def _cell(row: int, col: int, value: float, fill: str, ink: str) -> str:
    x, y = col * CELL, row * CELL
    return (
        f'<rect class="grid-cell" x="{x}" y="{y}" width="{CELL}" height="{CELL}" fill="{fill}"/>'
        f'<text class="grid-number {ink}" x="{unit(x + CELL / 2)}" y="{unit(y + CELL / 2 + 4.5)}"'
        f' text-anchor="middle">{short(value)}</text>'
    )
