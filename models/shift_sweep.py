"""A photo moved to every shift from -32 to 32: how every stage, the class and the feature vector go along.

The equivariance error of a stage is || f(T x) - T f(x) || / || f(x) ||, where T moves the photo by s pixels and the map
by s / reduction cells (models/shift.py). Errors are added up slice by slice, without a copy of the map per shift.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from models.engine.shifts import ShiftEngine, top_probability
from models.network import StagePlan
from models.results import FloatArray, Pixels
from models.shift import MAX_SHIFT, compare_stage, frame, ground, inside, moved, moved_planes, roll
from models.shift_results import Axis, MovedPhoto, MoveMode, ShiftSweep, StageErrors, Variant

PART = 8  # shifts between two partial results
LARGE = 2  # reductions up to here have maps too large to keep one a shift
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
    return MovedPhoto(
        mode, dx, dy, square, frame(size, mode), compare_stage(stage, reduction, still, found, mode, dx, dy)
    )


class StillStage:
    """One stage of the unmoved photo, ready to be compared with moved ones along one axis.

    Errors come from inner products, || a - b ||^2 = || a ||^2 + || b ||^2 - 2 <a, b>, which read each map once and
    write none; where that is too small to be told from rounding, the maps are subtracted.
    """

    def __init__(self, plan: StagePlan, maps: FloatArray, mode: MoveMode, axis: Axis) -> None:
        self.plan, self.mode, self.maps = plan, mode, maps.copy()
        self.axis = 2 if axis is Axis.ACROSS else 1
        self.count = maps.shape[self.axis]
        self.norm = float(np.vdot(maps, maps))
        self.kept: dict[tuple[float, int, int], FloatArray] = {}
        # Running sums along the axis, three times around: of squares, and of products with the neighbour before.
        self.squares = self._running(maps, maps)
        self.products = self._running(maps, np.roll(maps, 1, self.axis))

    def error(self, found: FloatArray, shift: int) -> float:
        """Relative error of the moved photo's map (channels, rows, cols)."""
        cells = shift / self.plan.reduction
        where = inside(cells, self.count, self.mode)
        expected_square = self._expected_square(cells, where)
        squares = self._found_square(found, where) + expected_square - 2 * self._product(found, cells, where)
        norm = self.norm if self.mode is MoveMode.CIRCULAR else expected_square
        if squares < EXACTLY * norm:
            difference = self._part(found - roll(self.maps, cells, self.axis), where)
            squares = float(np.square(difference, dtype=np.float64).sum())
        return math.sqrt(squares / norm) if norm > 0 else 0.0

    def _found_square(self, found: FloatArray, where: slice) -> float:
        """|| a ||^2 over the compared cells: of the whole map, less the edge."""
        square = float(np.vdot(found, found))
        for left_out in (slice(0, where.start), slice(where.stop, self.count)):
            if left_out.start < left_out.stop:
                edge = self._part(found, left_out)
                square -= float(np.vdot(edge, edge))
        return square

    def _expected_square(self, cells: float, where: slice) -> float:
        """|| b ||^2 over the compared cells, from sums that were made once."""
        whole = math.floor(cells)
        part, start = cells - whole, self.count - whole % self.count
        first, last = start + where.start, start + where.stop
        square = (1 - part) ** 2 * (self.squares[last] - self.squares[first])
        if part:
            square += part**2 * (self.squares[last - 1] - self.squares[first - 1])
            square += 2 * part * (1 - part) * (self.products[last] - self.products[first])
        return square

    def _product(self, found: FloatArray, cells: float, where: slice) -> float:
        """<a, b> over the compared cells."""
        whole = math.floor(cells)
        part = cells - whole
        if self.plan.reduction <= LARGE:
            return self._slid(found, self._mixture(part), whole, where)
        product = (1 - part) * float(np.vdot(found, self._rolled(whole, where)))
        return product + part * float(np.vdot(found, self._rolled(whole + 1, where))) if part else product

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
        """The map moved by a fraction of a cell."""
        key = part, 0, 0
        if key not in self.kept:
            self.kept[key] = np.ascontiguousarray(roll(self.maps, part, self.axis))
        return self.kept[key]

    def _rolled(self, whole: int, where: slice) -> FloatArray:
        """The map moved by whole cells, zero outside the compared ones; few of these are ever asked for."""
        key = whole, where.start, where.stop
        if key not in self.kept:
            rolled = np.zeros_like(self.maps)
            self._part(rolled, where)[:] = self._part(np.roll(self.maps, whole, self.axis), where)
            self.kept[key] = rolled
        return self.kept[key]

    def _part(self, maps: FloatArray, where: slice) -> FloatArray:
        return maps[:, :, where] if self.axis == 2 else maps[:, where]

    def _running(self, one: FloatArray, other: FloatArray) -> list[float]:
        products = np.einsum("ijk,ijk->k" if self.axis == 2 else "ijk,ijk->j", one, other)
        around: list[float] = np.concatenate([[0.0], np.cumsum(np.tile(products.astype(np.float64), 3))]).tolist()
        return around


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
    bound = engine.bound(variant, moved_planes(planes, size, mode, 0, 0, black)[None])
    still = bound.outputs
    plans = engine.plan.stages
    compared = [StillStage(plan, maps[0], mode, axis) for plan, maps in zip(plans, still, strict=False)]
    vector, top = pooled(still[-2]), int(still[-1][0].argmax())
    done: dict[int, tuple[list[float], FloatArray, float]] = {}
    for count, shift in enumerate(shifts, start=1):
        dx, dy = (shift, 0) if axis is Axis.ACROSS else (0, shift)
        outputs = bound.run(moved_planes(planes, size, mode, dx, dy, black))
        errors = [each.error(maps[0], shift) for each, maps in zip(compared, outputs, strict=False)]
        done[shift] = errors, outputs[-1][0].copy(), cosine(vector, pooled(outputs[-2]))
        if count % PART == 0 or count == len(shifts):
            yield _gather(engine, variant, mode, axis, top, done, len(shifts))


def _gather(
    engine: ShiftEngine,
    variant: Variant,
    mode: MoveMode,
    axis: Axis,
    top: int,
    done: dict[int, tuple[list[float], FloatArray, float]],
    total: int,
) -> ShiftSweep:
    order = sorted(done)
    errors = np.array([done[shift][0] for shift in order], np.float32)
    logits = np.stack([done[shift][1] for shift in order])
    stages = tuple(
        StageErrors(plan.name, plan.reduction, errors[:, index]) for index, plan in enumerate(engine.plan.stages)
    )
    return ShiftSweep(
        engine.plan.backbone, variant, mode, axis, np.array(order), total, stages, top,
        top_probability(logits, top), logits.argmax(1), np.array([done[shift][2] for shift in order], np.float32),
    )  # fmt: skip


def pooled(last: FloatArray) -> FloatArray:
    """Global average pooling of one map: (1, C, R, C) -> (C,)."""
    places = last[0].reshape(last.shape[1], -1)
    return np.asarray(places @ np.full(places.shape[1], 1 / places.shape[1], np.float32))


def cosine(one: FloatArray, other: FloatArray) -> float:
    """Of two vectors; 1 for two that are zero."""
    norm = math.sqrt(float(np.vdot(one, one)) * float(np.vdot(other, other)))
    return float(np.vdot(one, other)) / norm if norm > 0 else 1.0
