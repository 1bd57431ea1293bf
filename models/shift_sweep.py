"""A photo moved to every shift from -32 to 32: how every stage, the class and the feature vector go along.

The equivariance error of a stage is || f(T x) - T f(x) || / || T f(x) || over the cells that both see, where T moves
the photo by s pixels and the map by s / reduction cells (models/shift.py). Errors are added up slice by slice, without
a copy of the map per shift.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from models.engine.lab.shifts import ShiftEngine, top_probability
from models.network import StagePlan
from models.results import FloatArray, Pixels
from models.shift import MAX_SHIFT, compare_stage, fourier_roll, frame, ground, inside, moved, moved_planes, roll
from models.shift_results import Axis, HalfCell, MovedPhoto, MoveMode, ShiftSweep, StageErrors, Variant

PART = 13  # shifts between two partial results
LARGE = 8  # reductions up to here have too many whole cells in a sweep to keep the map at each
EXACTLY = 1e-5  # of the square: below, single precision cannot tell an error from none


def move_photo(
    engine: ShiftEngine, variant: Variant, photo: Pixels, mode: MoveMode, dx: int, dy: int, stage: str
) -> MovedPhoto:
    """One shift of the photo and one stage of it, with everything that is drawn of them."""
    size = engine.size(variant)
    canvas = ground(photo, size, mode)
    square = moved(canvas, size, mode, dx, dy)
    index = engine.plan.stage_index(stage)
    still, found = (
        engine.stages(variant, engine.inputs([each]))[index][0] for each in (moved(canvas, size, mode, 0, 0), square)
    )
    reduction = engine.plan.stages[index].reduction
    whole = moved(canvas, len(canvas), MoveMode.ZERO, dx, dy) if mode is MoveMode.CROP else square
    compared = compare_stage(stage, reduction, still, found, mode, dx, dy)
    return MovedPhoto(mode, dx, dy, square, whole, frame(size, mode), compared)


class StillStages:
    """Stages of the unmoved photo that share a grid, ready to be compared with moved ones along one axis.

    Errors come from inner products, || a - b ||^2 = || a ||^2 + || b ||^2 - 2 <a, b>, which read each map once and
    write none; where that is too small to be told from rounding, the maps are subtracted. Maps of all stages lie one
    after another, (channels of all, rows, cols), so that one pass serves them all.
    """

    def __init__(self, plans: Sequence[StagePlan], maps: FloatArray, mode: MoveMode, axis: Axis) -> None:
        self.plans, self.mode, self.maps = plans, mode, maps.copy()
        self.axis = 2 if axis is Axis.ACROSS else 1
        self.reduction, self.count = plans[0].reduction, maps.shape[self.axis]
        self.starts = np.cumsum([0, *(plan.shape[0] for plan in plans[:-1])])
        ends = [*self.starts[1:].tolist(), len(maps)]
        self.slices = [slice(start, end) for start, end in zip(self.starts.tolist(), ends, strict=True)]
        self.kept: dict[tuple[float, int, int], FloatArray] = {}
        # Running sums along the axis, three times around: of squares, and of products with the neighbour before.
        self.squares = self._running(maps, maps)
        self.products = self._running(maps, maps, apart=1)

    def errors(self, found: FloatArray, shift: int) -> FloatArray:
        """Relative error of the moved photo's maps (channels of all, rows, cols), one per stage."""
        cells = shift / self.reduction
        where = inside(cells, self.count, self.mode)
        expected = self._expected_squares(cells, where)
        squares = self._found_squares(found, where) + expected - 2 * self._products(found, cells, where)
        if (squares < EXACTLY * expected).any():
            squares = self._squares_of(self._part(found - roll(self.maps, cells, self.axis), where))
        return _relative(squares, expected)

    def half_errors(self, found: FloatArray, shift: int) -> FloatArray | None:
        """The same at half a cell, the map moved by Fourier shift; None elsewhere, and where it has edges."""
        if self.mode is not MoveMode.CIRCULAR or 2 * abs(shift) != self.reduction:
            return None
        expected = fourier_roll(self.maps, shift / self.reduction, self.axis)
        return _relative(self._squares_of(found - expected), self._squares_of(expected))

    def add_halves(self, halves: dict[str, list[float]], found: FloatArray, shift: int) -> None:
        """Put `half_errors` to each stage's, where this is a shift by half a cell."""
        errors = self.half_errors(found, shift)
        for plan, error in zip(self.plans, () if errors is None else errors, strict=errors is not None):
            halves.setdefault(plan.name, []).append(float(error))

    def _squares_of(self, maps: FloatArray) -> NDArray[np.float64]:
        """|| . ||^2 of every stage."""
        return self._per_stage(np.einsum("ijk,ijk->i", maps, maps))

    def _per_stage(self, channels: NDArray[np.floating]) -> NDArray[np.float64]:
        return np.add.reduceat(channels.astype(np.float64), self.starts)

    def _found_squares(self, found: FloatArray, where: slice) -> NDArray[np.float64]:
        """|| a ||^2 over the compared cells: of the whole maps, less the edge."""
        squares = np.array([float(np.vdot(found[each], found[each])) for each in self.slices])
        for left_out in (slice(0, where.start), slice(where.stop, self.count)):
            if left_out.start < left_out.stop:
                edge = self._part(found, left_out)
                squares -= self._per_stage(np.einsum("ijk,ijk->i", edge, edge))
        return squares

    def _expected_squares(self, cells: float, where: slice) -> NDArray[np.float64]:
        """|| b ||^2 over the compared cells, from sums that were made once."""
        whole = math.floor(cells)
        part, start = cells - whole, self.count - whole % self.count
        first, last = start + where.start, start + where.stop
        squares = (1 - part) ** 2 * (self.squares[last] - self.squares[first])
        if part:
            squares += part**2 * (self.squares[last - 1] - self.squares[first - 1])
            squares += 2 * part * (1 - part) * (self.products[last] - self.products[first])
        return squares

    def _products(self, found: FloatArray, cells: float, where: slice) -> NDArray[np.float64]:
        """<a, b> over the compared cells."""
        whole = math.floor(cells)
        part = cells - whole
        if self.reduction <= LARGE:
            still = self._mixture(part)
            return np.array([self._slid(found[each], still[each], whole, where) for each in self.slices])
        products = (1 - part) * self._with_rolled(found, whole, where)
        return products + part * self._with_rolled(found, whole + 1, where) if part else products

    def _with_rolled(self, found: FloatArray, whole: int, where: slice) -> NDArray[np.float64]:
        rolled = self._rolled(whole, where)
        return np.array([float(np.vdot(found[each], rolled[each])) for each in self.slices])

    def _slid(self, found: FloatArray, still: FloatArray, whole: int, where: slice) -> float:
        """<found, still moved by whole cells>, without moving it: in memory a move is one offset for all rows.

        What the offset carries from one row into the next is taken away again, a few columns of each.
        """
        unit = 1 if self.axis == 2 else found.shape[2]
        length, step = self.count * unit, whole * unit
        one, other = found.reshape(-1, length), still.reshape(-1, length)
        ahead, behind = max(step, 0), max(-step, 0)
        flat = one.size - abs(step)
        total = float(np.vdot(one.ravel()[ahead : ahead + flat], other.ravel()[behind : behind + flat]))
        if step > 0:
            total -= _sum(one[1:, :step], other[:-1, -step:])
        elif step < 0:
            total -= _sum(one[:-1, step:], other[1:, :-step])
        if self.mode is MoveMode.CIRCULAR:
            lost = slice(0, step) if step > 0 else slice(length + step, length)
            wrapped = slice(length - step, length) if step > 0 else slice(0, -step)
            return total + _sum(one[:, lost], other[:, wrapped]) if step else total
        for left_out in (slice(ahead, where.start * unit), slice(where.stop * unit, length - behind)):
            if left_out.start < left_out.stop:
                total -= _sum(one[:, left_out], other[:, left_out.start - step : left_out.stop - step])
        return total

    def _mixture(self, part: float) -> FloatArray:
        """The maps moved by a fraction of a cell."""
        key = part, 0, 0
        if key not in self.kept:
            self.kept[key] = np.ascontiguousarray(roll(self.maps, part, self.axis))
        return self.kept[key]

    def _rolled(self, whole: int, where: slice) -> FloatArray:
        """The maps moved by whole cells, zero outside the compared ones; few of these are ever asked for."""
        key = whole, where.start, where.stop
        if key not in self.kept:
            rolled = np.zeros_like(self.maps)
            self._part(rolled, where)[:] = self._part(np.roll(self.maps, whole, self.axis), where)
            self.kept[key] = rolled
        return self.kept[key]

    def _part(self, maps: FloatArray, where: slice) -> FloatArray:
        return maps[:, :, where] if self.axis == 2 else maps[:, where]

    def _running(self, one: FloatArray, other: FloatArray, apart: int = 0) -> NDArray[np.float64]:
        """(3 x cells + 1, stages); `other` is moved around by `apart` cells first."""
        how = "ijk,ijk->ki" if self.axis == 2 else "ijk,ijk->ji"
        parts = [(slice(0, apart), slice(self.count - apart, None))] if apart else []
        parts.append((slice(apart, None), slice(0, self.count - apart)))
        channels = np.concatenate([np.einsum(how, self._part(one, a), self._part(other, b)) for a, b in parts])
        along = np.add.reduceat(channels.astype(np.float64), self.starts, axis=1)
        return np.concatenate([np.zeros((1, along.shape[1])), np.cumsum(np.tile(along, (3, 1)), axis=0)])


def groups_of(plans: Sequence[StagePlan]) -> list[slice]:
    """Runs of stages that share a grid."""
    starts = [0, *(i for i in range(1, len(plans)) if plans[i].shape[1:] != plans[i - 1].shape[1:]), len(plans)]
    return [slice(first, last) for first, last in itertools.pairwise(starts)]


def _relative(squares: NDArray[np.float64], norms: NDArray[np.float64]) -> FloatArray:
    """Of two squares; 0 where there is nothing to compare with."""
    return np.asarray(np.sqrt(squares / np.where(norms > 0, norms, np.inf)), np.float32)


def _sum(one: FloatArray, other: FloatArray) -> float:
    """Inner product of two slices."""
    return float(np.einsum("ij,ij->", one, other))


def outwards(largest: int = MAX_SHIFT) -> tuple[int, ...]:
    """Shifts from 0 outwards: 0, 1, -1, 2, -2 ..."""
    return (0, *(sign * shift for shift in range(1, largest + 1) for sign in (1, -1)))


def sweep(
    engine: ShiftEngine,
    variant: Variant,
    photo: Pixels,
    mode: MoveMode,
    axis: Axis,
    shifts: Sequence[int] = outwards(),
) -> Iterator[ShiftSweep]:
    """Results that grow: each holds all shifts done so far, the last one all of them. `shifts` starts with 0."""
    size = engine.size(variant)
    # Normalised once and then moved: the same numbers as moved and then normalised.
    planes = engine.inputs([ground(photo, size, mode)])[0]
    black = engine.inputs([np.zeros((1, 1, 3), np.uint8)])[0]
    plans, groups = engine.plan.stages, groups_of(engine.plan.stages)
    bound = engine.bound(variant, moved_planes(planes, size, mode, 0, 0, black), groups)
    still = bound.outputs
    compared = [StillStages(plans[group], maps, mode, axis) for group, maps in zip(groups, bound.together, strict=True)]
    vector, top = pooled(still[-2]), int(still[-1][0].argmax())
    # The unmoved photo has run already, and is what all others are compared with.
    done = {0: (np.zeros(len(plans), np.float32), still[-1][0].copy(), 1.0)}
    halves: dict[str, list[float]] = {}
    for count, shift in enumerate(shifts, start=1):
        if shift:
            dx, dy = (shift, 0) if axis is Axis.ACROSS else (0, shift)
            moved_planes(planes, size, mode, dx, dy, black, bound.inputs)
            outputs = bound.run()
            errors = [each.errors(maps, shift) for each, maps in zip(compared, bound.together, strict=True)]
            for each, maps in zip(compared, bound.together, strict=True):
                each.add_halves(halves, maps, shift)
            done[shift] = np.concatenate(errors), outputs[-1][0].copy(), cosine(vector, pooled(outputs[-2]))
        if count % PART == 0 or count == len(shifts):
            yield _gather(engine, variant, mode, axis, top, done, halves, len(shifts))


def _gather(
    engine: ShiftEngine,
    variant: Variant,
    mode: MoveMode,
    axis: Axis,
    top: int,
    done: dict[int, tuple[FloatArray, FloatArray, float]],
    halves: dict[str, list[float]],
    total: int,
) -> ShiftSweep:
    order = sorted(done)
    errors = np.stack([done[shift][0] for shift in order])
    logits = np.stack([done[shift][1] for shift in order])
    stages = tuple(
        StageErrors(plan.name, plan.reduction, errors[:, index], _half(order, errors[:, index], plan, halves))
        for index, plan in enumerate(engine.plan.stages)
    )
    return ShiftSweep(
        engine.plan.backbone, variant, mode, axis, np.array(order), total, stages, top,
        top_probability(logits, top), logits.argmax(1), np.array([done[shift][2] for shift in order], np.float32),
    )  # fmt: skip


def _half(order: list[int], errors: FloatArray, plan: StagePlan, halves: dict[str, list[float]]) -> HalfCell | None:
    """The mean of both sides."""
    both, step = halves.get(plan.name, []), plan.reduction // 2
    if len(both) < 2:
        return None
    linear = [float(errors[order.index(shift)]) for shift in (-step, step)]
    return HalfCell(sum(linear) / 2, sum(both) / 2)


def pooled(last: FloatArray) -> FloatArray:
    """Global average pooling of one map: (1, C, R, C) -> (C,)."""
    places = last[0].reshape(last.shape[1], -1)
    return np.asarray(places @ np.full(places.shape[1], 1 / places.shape[1], np.float32))


def cosine(one: FloatArray, other: FloatArray) -> float:
    """Of two vectors; 1 for two that are zero."""
    norm = math.sqrt(float(np.vdot(one, one)) * float(np.vdot(other, other)))
    return float(np.vdot(one, other)) / norm if norm > 0 else 1.0
