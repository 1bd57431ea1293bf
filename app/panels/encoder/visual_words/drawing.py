"""Visual words over the photo: neighbours that say the same are one piece with its word; or the cells that say one."""

from __future__ import annotations

from html import escape

import numpy as np
from numpy.typing import NDArray

from app.panels.encoder.visual_words.result import Asked, VisualWordsResult
from app.render.chart import unit
from app.render.colormap import LEVELS, palette
from app.render.handover import Size, svg_uri
from models.encoder.glosses import gloss

MUTE = -1  # says nothing
_INK, _LETTER, _SIGN = "#141311", 0.58, 1.02  # width of a letter and of a Chinese sign as shares of their height
_TALLEST, _LOW = 0.5, 0.25  # height of letters in cells; where the scale of lit cells begins
Labels = NDArray[np.intp]


def first_words(result: VisualWordsResult) -> Labels:
    """(rows, cols): the number of the nearest word, MUTE where a cell is near to none."""
    return np.where(result.clear, result.said[:, 0], MUTE).reshape(result.grid)


def words_picture(result: VisualWordsResult, photo: Size, language: str) -> str:
    """Every piece with its word in the reader's language; what says nothing is dark."""
    labels = first_words(result)
    rows, cols = labels.shape
    wide, high = photo[0] / cols, photo[1] / rows
    veil = "".join(_cell(row, col, wide, high, _INK, 0.5) for row, col in np.argwhere(labels == MUTE))
    words = result.words.words
    written = "".join(
        _word(piece, gloss(words[labels[piece[0]]], language) or words[labels[piece[0]]], wide, high)
        for piece in pieces(labels)
    )
    return svg_uri(photo, veil + _borders(labels, wide, high, min(photo) / 260) + written)


def lit_picture(result: VisualWordsResult, asked: Asked, photo: Size) -> str:
    """The cells that say a word, brighter where they are nearer to it; the others dark."""
    rows, cols = result.grid
    wide, high = photo[0] / cols, photo[1] / rows
    low, top = lit_scale(result, asked)
    drawn = []
    for item, lit in enumerate(asked.cells):
        row, col = divmod(item, cols)
        if lit and asked.word is not None:
            share = (float(result.nearness[item, asked.word]) - low) / max(top - low, 1e-6)
            colour = palette()[round((_LOW + (1 - _LOW) * min(max(share, 0), 1)) * (LEVELS - 1))]
            fill = "#" + "".join(f"{int(part):02x}" for part in colour[:3])
            drawn.append(_cell(row, col, wide, high, fill, 0.62))
        else:
            drawn.append(_cell(row, col, wide, high, _INK, 0.5))
    return svg_uri(photo, "".join(drawn))


def lit_scale(result: VisualWordsResult, asked: Asked) -> tuple[float, float]:
    """Cosines of the faintest and the brightest lit cell."""
    if asked.word is None or not asked.cells.any():
        return 0.0, 1.0
    near = result.nearness[asked.cells, asked.word]
    return float(near.min()), float(near.max())


def pieces(labels: Labels) -> list[list[tuple[int, int]]]:
    """Cells that touch along an edge and say the same word, in reading order; those that say nothing are left out."""
    waiting = {(int(row), int(col)) for row, col in np.argwhere(labels != MUTE)}
    found = []
    for start in sorted(waiting):
        if start not in waiting:
            continue
        piece, edge = [], [start]
        waiting.discard(start)
        while edge:
            row, col = edge.pop()
            piece.append((row, col))
            for there in ((row + 1, col), (row - 1, col), (row, col + 1), (row, col - 1)):
                if there in waiting and labels[there] == labels[start]:
                    waiting.discard(there)
                    edge.append(there)
        found.append(sorted(piece))
    return found


def _word(piece: list[tuple[int, int]], word: str, wide: float, high: float) -> str:
    """A word in the longest row of its piece."""
    row, left, right = longest_row(piece)
    size = min(
        high * _TALLEST, (right - left) * wide * 0.94 / sum(_LETTER if each.isascii() else _SIGN for each in word)
    )
    x, y = (left + right) / 2 * wide, (row + 0.5) * high + size * 0.35
    return (
        f'<text x="{unit(x)}" y="{unit(y)}" text-anchor="middle" font-family="system-ui, sans-serif" font-weight="600" '
        f'font-size="{unit(size)}" fill="#fff" paint-order="stroke" stroke="{_INK}" stroke-opacity=".8" '
        f'stroke-width="{unit(size / 4)}" stroke-linejoin="round">{escape(word)}</text>'
    )


def longest_row(piece: list[tuple[int, int]]) -> tuple[int, float, float]:
    """The row with most cells side by side: row, left edge, right edge; of several the one nearest to the middle."""
    runs: list[list[int]] = []  # row, first, after the last
    for row, col in piece:
        if runs and runs[-1][0] == row and runs[-1][2] == col:
            runs[-1][2] = col + 1
        else:
            runs.append([row, col, col + 1])
    middle = sum(row for row, _ in piece) / len(piece)
    row, left, right = min(runs, key=lambda run: (run[1] - run[2], abs(run[0] - middle)))
    return row, left, right


def _borders(labels: Labels, wide: float, high: float, thin: float) -> str:
    upright = np.argwhere(labels[:, 1:] != labels[:, :-1])
    flat = np.argwhere(labels[1:] != labels[:-1])
    path = "".join(f"M{unit((col + 1) * wide)} {unit(row * high)}v{unit(high)}" for row, col in upright)
    path += "".join(f"M{unit(col * wide)} {unit((row + 1) * high)}h{unit(wide)}" for row, col in flat)
    line = f'<path d="{path}" fill="none"'
    dark = f'{line} stroke="{_INK}" stroke-opacity=".6" stroke-width="{unit(thin * 2.4)}"/>'
    return f'{dark}{line} stroke="#fff" stroke-opacity=".8" stroke-width="{unit(thin)}"/>'


def _cell(row: int, col: int, wide: float, high: float, fill: str, opacity: float) -> str:
    place = f'x="{unit(col * wide)}" y="{unit(row * high)}" width="{unit(wide)}" height="{unit(high)}"'
    return f'<rect {place} fill="{fill}" fill-opacity="{opacity}"/>'
