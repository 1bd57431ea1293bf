"""How words' evidence maps go along with the photo: the main job's model on moved photos."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from models.attention import Attender
from models.results import FloatArray, Pixels, SentenceAttention
from models.shift import ground, inside, moved, roll
from models.shift_results import Axis, MoveMode, WordShifts
from models.shift_sweep import cosine

SIZE = 448  # of the photo stream's fine pass
SHIFTS = tuple(range(-64, 65, 8))  # pixels of 448: the same share of the photo as +-32 of 224


def word_shifts(
    attender: Attender, photo: Pixels, sentence: str, mode: MoveMode, axis: Axis, shifts: Sequence[int] = SHIFTS
) -> Iterator[tuple[WordShifts, ...]]:
    """One result per found word of the still photo; they grow shift by shift, in rising order.

    The photo is moved at 448 px; `crop` gives the window a photo twice as much larger as at 224 px.
    """
    canvas = ground(photo, SIZE, mode, max(map(abs, SHIFTS)))
    still = attender.read(attender.look(moved(canvas, SIZE, mode, 0, 0)), sentence)
    found = [index for index, word in enumerate(still.words) if word.found]
    rows: list[list[tuple[float, float]]] = [[] for _ in found]
    for count, shift in enumerate(shifts, start=1):
        dx, dy = (shift, 0) if axis is Axis.ACROSS else (0, shift)
        other = attender.read(attender.look(moved(canvas, SIZE, mode, dx, dy)), sentence)
        for row, index in zip(rows, found, strict=True):
            row.append((other.words[index].score, _agreement(still, other, index, dx, dy, mode)))
        yield tuple(
            WordShifts(still.words[index].word.text, index, np.array(shifts[:count]), *_columns(row))
            for row, index in zip(rows, found, strict=True)
        )


def _columns(row: list[tuple[float, float]]) -> tuple[FloatArray, FloatArray]:
    values = np.array(row, np.float32)
    return values[:, 0], values[:, 1]


def _agreement(
    still: SentenceAttention, other: SentenceAttention, index: int, dx: int, dy: int, mode: MoveMode
) -> float:
    """Cosine of the moved photo's map with the still map moved by the same share of the photo."""
    rows, cols = still.grid
    down, right = dy * rows / SIZE, dx * cols / SIZE
    expected = roll(roll(still.words[index].evidence, down, 0), right, 1)
    where = inside(down, rows, mode), inside(right, cols, mode)
    value = cosine(np.ascontiguousarray(other.words[index].evidence[where]), np.ascontiguousarray(expected[where]))
    return 0.0 if math.isnan(value) else value
