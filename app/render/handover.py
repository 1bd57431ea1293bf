"""Features as pictures: cells as colours, the order in which they are read, regions with their numbers.

What lies over the photo is an SVG of its own, white on a dark casing, because the page's colours do not reach into it.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.render.chart import unit
from app.render.colours import colours_png
from app.render.png import data_uri
from models.lab_results.maps import Box
from models.results import FloatArray

Size = tuple[int, int]  # width and height of the photo
_CASING, _LINE = 'stroke="#141311" stroke-opacity=".75"', 'stroke="#fff"'


def cells_uri(colours: FloatArray) -> str:
    """Colours (rows, cols, 3), 0..1 -> one pixel a cell."""
    return data_uri(colours_png(colours))


def row_uri(colours: FloatArray) -> str:
    """Colours (N, 3) -> one row of N pixels."""
    return data_uri(colours_png(colours[None]))


def reading_order(photo: Size, rows: int, cols: int) -> str:
    """The way from cell to cell in which a grid becomes a sequence, with the numbers of both ends of each row."""
    width, height = photo
    step = min(width / cols, height / rows)
    lines = [_row(photo, row, rows, cols) for row in range(rows)]
    path = "".join(line[0] for line in lines) + "".join(_turn(photo, row, rows, cols) for row in range(rows - 1))
    strokes = _twice(f'<path d="{path}" fill="none" stroke-linejoin="round"', step / 26)
    dots = "".join(_dot(photo, item, rows, cols, step / 14) for item in range(rows * cols))
    ends = sorted({end for row in range(rows) for end in (row * cols, row * cols + cols - 1)})
    size = max(step / 4.5, min(photo) / 42)
    numbers = "".join(_number(*_centre(photo, item, rows, cols), str(item), size, -step * 0.22) for item in ends)
    return svg_uri(photo, strokes + dots + numbers)


def numbered_boxes(photo: Size, boxes: Sequence[Box]) -> str:
    """Frames with their numbers from 1 in the upper left corner."""
    width, height = photo
    thin, size = min(photo) / 160, min(photo) / 18
    drawn = []
    for number, (left, top, right, bottom) in enumerate(boxes, start=1):
        x, y = left * width, top * height
        frame = f'<rect x="{unit(x)}" y="{unit(y)}" width="{unit((right - left) * width)}" '
        drawn.append(_twice(f'{frame}height="{unit((bottom - top) * height)}" fill="none"', thin))
        drawn.append(_tag(x, y, str(number), size))
    return svg_uri(photo, "".join(drawn))


def numbered_pieces(photo: Size, labels: NDArray[np.intp]) -> str:
    """The borders of labelled pieces (h, w), with their numbers from 1 where each has its middle."""
    width, height = photo
    rows, cols = labels.shape
    across, down = width / cols, height / rows
    upright = np.argwhere(labels[:, 1:] != labels[:, :-1])
    flat = np.argwhere(labels[1:] != labels[:-1])
    path = "".join(f"M{unit((col + 1) * across)} {unit(row * down)}v{unit(down)}" for row, col in upright)
    path += "".join(f"M{unit(col * across)} {unit((row + 1) * down)}h{unit(across)}" for row, col in flat)
    numbers = []
    for label in range(int(labels.max()) + 1):
        place = np.argwhere(labels == label)
        row, col = place[np.abs(place - place.mean(0)).sum(1).argmin()]
        numbers.append(
            _number((col + 0.5) * across, (row + 0.5) * down, str(label + 1), min(photo) / 16, min(photo) / 45)
        )
    return svg_uri(photo, _twice(f'<path d="{path}" fill="none"', min(photo) / 200) + "".join(numbers))


def svg_uri(photo: Size, inside: str) -> str:
    """An SVG in the photo's frame as an address that stands in the page."""
    width, height = photo
    frame = f'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" preserveAspectRatio="none"'
    text = f"<svg {frame}>{inside}</svg>"
    return "data:image/svg+xml;base64," + base64.b64encode(text.encode()).decode()


def vector_uri(values: FloatArray, height: int = 1) -> str:
    """A vector (D,) as a row of greys, from its smallest to its largest number on a root scale: few are large."""
    spread = float(np.ptp(values)) or 1.0
    grey = np.rint(np.sqrt((values - values.min()) / spread) * 255).astype(np.uint8)
    buffer = io.BytesIO()
    Image.fromarray(np.tile(grey, (height, 1))).save(buffer, "PNG")
    return data_uri(buffer.getvalue())


def _centre(photo: Size, item: int, rows: int, cols: int) -> tuple[float, float]:
    row, col = divmod(item, cols)
    return (col + 0.5) * photo[0] / cols, (row + 0.5) * photo[1] / rows


def _row(photo: Size, row: int, rows: int, cols: int) -> tuple[str, float]:
    x, y = _centre(photo, row * cols, rows, cols)
    end, _ = _centre(photo, row * cols + cols - 1, rows, cols)
    return f"M{unit(x)} {unit(y)}H{unit(end)}", y


def _turn(photo: Size, row: int, rows: int, cols: int) -> str:
    x, y = _centre(photo, row * cols + cols - 1, rows, cols)
    start, below = _centre(photo, (row + 1) * cols, rows, cols)
    return f"M{unit(x)} {unit(y)}L{unit(start)} {unit(below)}"


def _dot(photo: Size, item: int, rows: int, cols: int, radius: float) -> str:
    x, y = _centre(photo, item, rows, cols)
    circle = f'<circle cx="{unit(x)}" cy="{unit(y)}" r="{unit(radius)}" fill="#fff"'
    return f'{circle} {_CASING} stroke-width="{unit(radius / 2)}"/>'


def _twice(element: str, width: float) -> str:
    """A stroke on its casing."""
    casing = f'{element} {_CASING} stroke-width="{unit(width * 2.4)}"/>'
    return f'{casing}{element} {_LINE} stroke-width="{unit(width)}"/>'


def _number(x: float, y: float, text: str, size: float, lift: float) -> str:
    return (
        f'<text x="{unit(x)}" y="{unit(y + lift)}" text-anchor="middle" font-family="system-ui, sans-serif" '
        f'font-weight="600" font-size="{unit(size)}" fill="#fff" paint-order="stroke" {_CASING} '
        f'stroke-width="{unit(size / 4)}" stroke-linejoin="round">{text}</text>'
    )


def _tag(x: float, y: float, text: str, size: float) -> str:
    wide = size * (0.5 + 0.6 * len(text))
    plate = f'<rect x="{unit(x)}" y="{unit(y)}" width="{unit(wide)}" height="{unit(size * 1.15)}" fill="#fff"/>'
    return (
        f'{plate}<text x="{unit(x + wide / 2)}" y="{unit(y + size * 0.92)}" text-anchor="middle" fill="#141311" '
        f'font-family="system-ui, sans-serif" font-weight="650" font-size="{unit(size)}">{text}</text>'
    )
