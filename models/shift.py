"""Moving a photo and moving a map: is convolving the moved photo the same as moving the convolved photo?

Shifts of the photo are whole input pixels, (dx to the right, dy down). A stage of reduction r should move by dx / r
cells; whole cells are rolled, fractions are linear mixtures of the two neighbouring rolls. A mixture is a blur, so part
of what differs between whole cells is its doing; `fourier_roll` moves without one, and says how large that part is.

The error is || f(T x) - T f(x) || / || T f(x) ||, over the cells that both see: one denominator for the sentence, the
curve, the table and the JSON, and the same in every mode.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.lab_results.maps import Box
from models.preprocessing import squash
from models.results import FloatArray, Pixels
from models.shift_results import MovedStage, MoveMode

MAX_SHIFT = 32  # input pixels
WHOLE: Box = (0.0, 0.0, 1.0, 1.0)


def ground(photo: Pixels, size: int, mode: MoveMode, reach: int = MAX_SHIFT) -> Pixels:
    """What windows are cut from: the squashed photo, for `crop` larger by the largest shift on every side.

    (H, W, 3) -> (size, size, 3), or (size + 2 reach, size + 2 reach, 3).
    """
    return squash(photo, size + 2 * reach if mode is MoveMode.CROP else size)


def frame(size: int, mode: MoveMode) -> Box:
    """What of the photo the unmoved window shows: all of it, or its middle."""
    if mode is not MoveMode.CROP:
        return WHOLE
    edge = MAX_SHIFT / (size + 2 * MAX_SHIFT)
    return (edge, edge, 1 - edge, 1 - edge)


def moved(canvas: Pixels, size: int, mode: MoveMode, dx: int, dy: int) -> Pixels:
    """The window after the photo moved by (dx, dy): what `ground` gave -> (size, size, 3)."""
    return np.asarray(_moved(canvas, size, mode, dx, dy, (0, 1), np.zeros(3, np.uint8)))


def moved_planes(
    planes: FloatArray, size: int, mode: MoveMode, dx: int, dy: int, black: FloatArray, out: FloatArray | None = None
) -> FloatArray:
    """The same for normalised planes (3, H, W) -> (3, size, size); `black` (3, 1, 1) is what a black pixel becomes."""
    result = np.empty((3, size, size), np.float32) if out is None else out
    if mode is not MoveMode.CIRCULAR:
        np.copyto(result, _moved(planes, size, mode, dx, dy, (1, 2), black))
        return result
    for target_rows, rows in _around(dy, size):
        for target_cols, cols in _around(dx, size):
            result[:, target_rows, target_cols] = planes[:, rows, cols]
    return result


def _around(step: int, size: int) -> tuple[tuple[slice, slice], ...]:
    """Where the pieces of an axis go that is moved around its ends, and where they come from."""
    step %= size
    body = slice(step, size), slice(0, size - step)
    return (body, (slice(0, step), slice(size - step, size))) if step else (body,)


def _moved(
    canvas: NDArray[Any], size: int, mode: MoveMode, dx: int, dy: int, axes: tuple[int, int], black: NDArray[Any]
) -> NDArray[Any]:
    if mode is MoveMode.CIRCULAR:
        return np.roll(canvas, (dy, dx), axis=axes)
    if mode is MoveMode.CROP:
        room = (canvas.shape[axes[0]] - size) // 2
        return canvas[_window(axes, room - dy, room - dx, size)]
    high, wide = abs(dy), abs(dx)
    edges = [(0, 0), (0, 0), (0, 0)]
    edges[axes[0]], edges[axes[1]] = (high, high), (wide, wide)
    if mode is MoveMode.REFLECT:
        return np.pad(canvas, edges, mode="reflect")[_window(axes, high - dy, wide - dx, size)]
    result = np.empty_like(canvas)
    result[...] = black
    target, source = (_window(axes, max(y, 0), max(x, 0), size, y, x) for y, x in ((dy, dx), (-dy, -dx)))
    result[target] = canvas[source]
    return result


def _window(axes: tuple[int, int], top: int, left: int, size: int, dy: int = 0, dx: int = 0) -> tuple[slice, ...]:
    """A window of size - |dy| by size - |dx| cells from (top, left)."""
    window = [slice(None)] * 3
    window[axes[0]], window[axes[1]] = slice(top, top + size - abs(dy)), slice(left, left + size - abs(dx))
    return tuple(window)


def roll(maps: FloatArray, cells: float, axis: int) -> FloatArray:
    """Maps moved around their edges by any number of cells along one axis."""
    whole = math.floor(cells)
    part = cells - whole
    first = np.roll(maps, whole, axis) if whole else maps
    if part == 0:
        return first
    mixed = np.roll(maps, whole + 1, axis)
    mixed *= np.float32(part)
    mixed += np.float32(1 - part) * first
    return mixed


def fourier_roll(maps: FloatArray, cells: float, axis: int) -> FloatArray:
    """Maps moved around their edges by turning the phase of every frequency: no blur, whatever the fraction."""
    count = maps.shape[axis]
    turns = np.exp(-2j * math.pi * np.fft.rfftfreq(count) * cells)
    spectrum = np.fft.rfft(maps, axis=axis) * np.expand_dims(turns, tuple(range(1, maps.ndim - axis)))
    return np.fft.irfft(spectrum, count, axis).astype(np.float32)


def inside(cells: float, count: int, mode: MoveMode) -> slice:
    """The cells of a moved map whose source lies in the map: all of them where the photo goes around its edges."""
    if mode is MoveMode.CIRCULAR:
        return slice(0, count)
    start, stop = max(0, math.ceil(cells)), min(count, count + math.floor(cells))
    return slice(start, max(start, stop))


def relative_error(found: FloatArray, expected: FloatArray) -> float:
    """|| found - expected || / || expected ||; 0 for two empty maps, infinity where only `expected` is."""
    difference = found - expected
    norm = math.sqrt(float(np.vdot(expected, expected)))
    distance = math.sqrt(float(np.vdot(difference, difference)))
    return distance / norm if norm > 0 else (0.0 if distance == 0 else math.inf)


def compare_stage(
    name: str, reduction: int, still: FloatArray, found: FloatArray, mode: MoveMode, dx: int, dy: int
) -> MovedStage:
    """One stage (channels, rows, cols) of the still and of the moved photo."""
    down, right = dy / reduction, dx / reduction
    expected = roll(roll(still, down, 1), right, 2)
    rows, cols = inside(down, still.shape[1], mode), inside(right, still.shape[2], mode)
    error = relative_error(np.ascontiguousarray(found[:, rows, cols]), np.ascontiguousarray(expected[:, rows, cols]))
    return MovedStage(name, reduction, (down, right), still, found, expected, (rows, cols), error)
