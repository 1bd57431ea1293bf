"""Kinds of pooling on one map, with edges that wrap around, so that what each promises can be tested exactly.

- max, average, L2: over windows of kernel x kernel cells, at every stride-th cell. L2 is the root of the mean square:
  between average and max where nothing is negative, and above both where signs cancel.
- strided: every stride-th cell.
- blur: the binomial filter of `kernel` taps along each axis, then every stride-th cell (Zhang 2019, arXiv:1904.11486).
- adaptive: of the stride x stride polyphase components the one with the largest norm (adaptive polyphase sampling,
  Chaman & Dokmanic 2021, arXiv:2011.14214): the same output up to a roll for any roll of the input. Where other
  content comes in instead, the norms change, and another grid may win.
- global: the mean over all cells.

Maps are (channels, rows, cols) float32; rows and columns that the stride does not divide are cut off at the end.
"""

from __future__ import annotations

import math

import numpy as np

from models.results import FloatArray
from models.shift import relative_error, roll
from models.shift_results import PoolingKind, PoolingReport

KERNELS, STRIDES = (2, 3, 5), (2, 3, 4)
REACH = 8  # cells to either side of the sweep


def fitted(maps: FloatArray, stride: int) -> FloatArray:
    """The map without the rows and columns that the stride does not divide."""
    rows, cols = (side // stride * stride for side in maps.shape[1:])
    return np.ascontiguousarray(maps[:, :rows, :cols])


def pool(maps: FloatArray, kind: PoolingKind, kernel: int, stride: int) -> FloatArray:
    """(channels, rows, cols) -> (channels, rows / stride, cols / stride); global -> (channels, 1, 1)."""
    if kind is PoolingKind.GLOBAL:
        return maps.mean((1, 2), dtype=np.float64, keepdims=True).astype(np.float32)
    if kind is PoolingKind.STRIDED:
        return maps[:, ::stride, ::stride]
    if kind is PoolingKind.ADAPTIVE:
        down, across = largest_component(maps, stride)
        return maps[:, down::stride, across::stride]
    return np.asarray(_windows(maps, kind, kernel)[:, ::stride, ::stride], np.float32)


def largest_component(maps: FloatArray, stride: int) -> tuple[int, int]:
    """Offsets (down, across) of the polyphase component with the largest norm over all channels."""
    squares = np.square(maps, dtype=np.float64).sum(0)
    norms = squares.reshape(squares.shape[0] // stride, stride, squares.shape[1] // stride, stride).sum((0, 2))
    down, across = np.unravel_index(int(norms.argmax()), norms.shape)
    return int(down), int(across)


def _windows(maps: FloatArray, kind: PoolingKind, kernel: int) -> FloatArray:
    """Every window of the map, axis by axis; windows start at their cell, blurs are centred on it."""
    if kind is PoolingKind.L2:
        return np.sqrt(_windows(np.square(maps), PoolingKind.AVERAGE, kernel))
    start = (kernel - 1) // 2 if kind is PoolingKind.BLUR else 0
    weights = () if kind is PoolingKind.MAX else taps(kind, kernel)
    for axis in (1, 2):
        rolls = [np.roll(maps, start - place, axis) for place in range(kernel)]
        if kind is PoolingKind.MAX:
            maps = np.maximum.reduce(rolls)
        else:
            maps = np.asarray(sum(weight * each for weight, each in zip(weights, rolls, strict=True)), np.float32)
    return maps


def taps(kind: PoolingKind, kernel: int) -> FloatArray:
    """The filter of a linear kind along one axis, summing to 1; at a kernel of 2, average and blur are one."""
    if kind is PoolingKind.BLUR:
        return binomial(kernel)
    return np.full(kernel, 1 / kernel, np.float32) if kind is PoolingKind.AVERAGE else np.ones(1, np.float32)


def binomial(count: int) -> FloatArray:
    """Pascal's triangle's row, summing to 1: (1, 2, 1) / 4 for three taps."""
    row = np.array([math.comb(count - 1, k) for k in range(count)], np.float32)
    return row / row.sum()


def aliasing(kind: PoolingKind, kernel: int, stride: int) -> float | None:
    """Of white noise along one axis: the share of the output's energy that lies above what the stride can show.

    With the filter's response H(f), it is the integral of |H|^2 from 1 / (2 stride) to 1 / 2, over that from 0. The
    autocorrelation r of the taps gives |H(f)|^2 = r_0 + 2 sum r_k cos(2 pi k f), so both have a closed form.
    0.18 for the mean of two cells at stride 2, 0.5 without a filter. None for what is not a linear filter.
    """
    if kind not in (PoolingKind.AVERAGE, PoolingKind.BLUR, PoolingKind.STRIDED):
        return None
    weights = taps(kind, kernel).astype(np.float64)
    products = np.correlate(weights, weights, "full")[len(weights) - 1 :]
    lags, cut = np.arange(1, len(products)), 0.5 / stride
    below = products[0] * cut + float((products[1:] * np.sin(2 * math.pi * lags * cut) / (math.pi * lags)).sum())
    return float(1 - below / (0.5 * products[0]))


def report(maps: FloatArray, kind: PoolingKind, kernel: int, stride: int, reach: int = REACH) -> PoolingReport:
    """One kind on one map (channels, rows, cols), moved across by -reach to reach cells."""
    whole, maps = maps, fitted(maps, stride)
    still = pool(maps, kind, kernel, stride)
    shifts = np.arange(-reach, reach + 1)
    outputs = [pool(np.roll(maps, int(shift), 2), kind, kernel, stride) for shift in shifts]
    change = np.array([relative_error(output, still) for output in outputs], np.float32)
    near = (shifts != 0) & (np.abs(shifts) <= stride)
    error = np.array(
        [_moved_back(output, still, int(s), stride, kind) for output, s in zip(outputs, shifts, strict=True)],
        np.float32,
    )
    return PoolingReport(
        kind, kernel, stride, still, shifts, change, error,
        max(0.0, 1 - float(change[near].mean())), max(0.0, 1 - float(error[shifts != 0].mean())),
        detail_kept(maps, still), aliasing(kind, kernel, stride),
        cropped_error(whole, stride, reach) if kind is PoolingKind.ADAPTIVE else None,
    )  # fmt: skip


def cropped_error(maps: FloatArray, stride: int, reach: int = REACH) -> float | None:
    """Adaptive sampling of a window that moves over the map, so that real content comes in at its sides.

    The mean, over shifts of the window by -reach to reach cells, of the relative error in the interior that both see,
    after the best alignment by whole cells; 0 wherever the same grid wins. None for a map that is too narrow.
    """
    wide, edge = (maps.shape[2] - 2 * reach) // stride, math.ceil(reach / stride) + 1
    if wide <= 2 * edge:
        return None
    windows = [fitted(maps[:, :, start : start + wide * stride], stride) for start in range(2 * reach + 1)]
    outputs = [pool(window, PoolingKind.ADAPTIVE, stride, stride) for window in windows]
    still = outputs.pop(reach)
    inner = slice(edge, wide - edge)
    return float(np.mean([_best_aligned(each, still, inner, edge) for each in outputs]))


def _best_aligned(output: FloatArray, still: FloatArray, inner: slice, edge: int) -> float:
    return min(
        relative_error(np.ascontiguousarray(output[:, :, inner.start + k : inner.stop + k]), still[:, :, inner].copy())
        for k in range(-edge, edge + 1)
    )


def _moved_back(output: FloatArray, still: FloatArray, shift: int, stride: int, kind: PoolingKind) -> float:
    """Error after the output is moved back: by shift / stride cells, or by the nearest whole number of them."""
    if kind is PoolingKind.GLOBAL:
        return relative_error(output, still)
    cells = shift / stride
    tries = {cells, math.floor(cells), math.ceil(cells)}
    return min(relative_error(output, roll(still, each, 2)) for each in tries)


def detail_kept(maps: FloatArray, output: FloatArray) -> float:
    """Squared correlation of the map with the output enlarged again (nearest cell, best of the offsets), 0..1."""
    rows, cols = (side // small for side, small in zip(maps.shape[1:], output.shape[1:], strict=True))
    if output.shape[1:] == (1, 1):
        return 0.0
    enlarged = output.repeat(rows, axis=1).repeat(cols, axis=2)
    offsets = [(down, across) for down in range(rows) for across in range(cols)]
    return max(_explained(maps, np.roll(enlarged, offset, (1, 2))) for offset in offsets)


def _explained(maps: FloatArray, guess: FloatArray) -> float:
    """Share of the variance inside channels that a guess explains, up to scale and level."""
    centred = maps - maps.mean((1, 2), keepdims=True)
    other = guess - guess.mean((1, 2), keepdims=True)
    both, one, two = (float(np.vdot(a, b)) for a, b in ((centred, other), (centred, centred), (other, other)))
    return both * both / (one * two) if one > 0 and two > 0 else 0.0
