"""Sweeps over the shift: the same errors as computed one by one, and what they show."""

from __future__ import annotations

import numpy as np
import pytest
from skimage import data

from models.consistency import PAIRS, consistency, largest_shift, random_shifts
from models.engine.lab.shifts import ShiftEngine
from models.errors import InvalidArgument
from models.results import FloatArray, Pixels
from models.shift import MAX_SHIFT, compare_stage, fourier_roll, ground, moved
from models.shift_results import Axis, MoveMode, ShiftSweep, Variant
from models.shift_sweep import PART, StillStages, cosine, move_photo, outwards, sweep
from models.statistics import wilson
from tests.models.conftest import Specimen


@pytest.fixture(scope="module")
def engine(separable: Specimen) -> ShiftEngine:
    return ShiftEngine(separable.engine)


def swept(
    engine: ShiftEngine, photo: Pixels, mode: MoveMode, axis: Axis, variant: Variant = Variant.TRAINED
) -> ShiftSweep:
    return list(sweep(engine, variant, photo, mode, axis, outwards(8)))[-1]


@pytest.mark.parametrize("mode", MoveMode)
@pytest.mark.parametrize("axis", Axis)
def test_errors_are_those_of_the_plain_definition(engine: ShiftEngine, mode: MoveMode, axis: Axis) -> None:
    photo = np.asarray(data.chelsea())
    found = swept(engine, photo, mode, axis)
    size = engine.size(Variant.TRAINED)
    canvas = ground(photo, size, mode)
    still = engine.stages(Variant.TRAINED, engine.inputs([moved(canvas, size, mode, 0, 0)]))
    for place, shift in enumerate(found.shifts):
        dx, dy = (int(shift), 0) if axis is Axis.ACROSS else (0, int(shift))
        after = engine.stages(Variant.TRAINED, engine.inputs([moved(canvas, size, mode, dx, dy)]))
        for stage, plan, one, other in zip(found.stages, engine.plan.stages, still, after, strict=False):
            plain = compare_stage(plan.name, plan.reduction, one[0], other[0], mode, dx, dy)
            assert stage.errors[place] == pytest.approx(plain.error, abs=2e-5)


def plain_half(still: FloatArray, found: FloatArray, cells: float) -> float:
    expected = fourier_roll(still, cells, 2)
    return float(np.linalg.norm(found - expected) / np.linalg.norm(expected))


@pytest.mark.parametrize("mode", MoveMode)
@pytest.mark.parametrize("variant", [Variant.TRAINED, Variant.BLURRED_CIRCULAR])
def test_half_a_cell_is_measured_by_both_ways_of_moving_a_map(
    engine: ShiftEngine, mode: MoveMode, variant: Variant
) -> None:
    photo, size = np.asarray(data.chelsea()), engine.size(variant)
    found = swept(engine, photo, mode, Axis.ACROSS, variant)
    canvas = ground(photo, size, mode)
    for index, stage in enumerate(found.stages):
        if mode is not MoveMode.CIRCULAR or stage.reduction == 1:
            assert stage.half is None
            continue
        step = stage.reduction // 2
        here = [int((found.shifts == shift).argmax()) for shift in (-step, step)]
        assert stage.half is not None
        assert stage.half.linear == pytest.approx(float(stage.errors[here].mean()), abs=1e-6)
        still, *others = (
            engine.stages(variant, engine.inputs([moved(canvas, size, mode, dx, 0)]))[index][0]
            for dx in (0, -step, step)
        )
        plain = [plain_half(still, other, cells) for other, cells in zip(others, (-0.5, 0.5), strict=True)]
        assert stage.half.fourier == pytest.approx(sum(plain) / 2, abs=1e-4)


def test_the_comb_dips_to_nothing_at_multiples_of_the_stride(engine: ShiftEngine) -> None:
    found = swept(engine, np.asarray(data.chelsea()), MoveMode.CIRCULAR, Axis.ACROSS, Variant.CIRCULAR)
    for stage in found.stages:
        on = found.shifts % stage.reduction == 0
        assert stage.errors[on].max() < 1e-5
        if not on.all():
            assert stage.errors[~on].min() > 1e-3


def test_results_grow_and_the_last_has_every_shift_in_order(engine: ShiftEngine, noise: Pixels) -> None:
    parts = list(sweep(engine, Variant.TRAINED, noise, MoveMode.ZERO, Axis.DOWN, outwards(10)))
    assert [len(part.shifts) for part in parts] == [PART, 21]
    assert [part.done for part in parts] == [False, True]
    assert list(parts[-1].shifts) == list(range(-10, 11))


def test_at_no_shift_nothing_differs(engine: ShiftEngine, noise: Pixels) -> None:
    for mode in MoveMode:
        found = swept(engine, noise, mode, Axis.ACROSS)
        here = int((found.shifts == 0).argmax())
        assert all(stage.errors[here] == pytest.approx(0, abs=1e-6) for stage in found.stages)
        assert found.cosines[here] == pytest.approx(1, abs=1e-5)
        assert found.tops[here] == found.top


def test_a_map_of_zeros_has_no_error(engine: ShiftEngine) -> None:
    plan = engine.plan.stages[0]
    zeros = np.zeros(plan.shape, np.float32)
    assert StillStages([plan], zeros, MoveMode.CIRCULAR, Axis.ACROSS).errors(zeros, 3)[0] == 0.0


def test_one_shift_for_the_page(engine: ShiftEngine, noise: Pixels) -> None:
    stage = engine.plan.stages[1]
    found = move_photo(engine, Variant.TRAINED, noise, MoveMode.CIRCULAR, 4, -8, stage.name)
    assert found.square.shape == (engine.plan.size, engine.plan.size, 3)
    assert found.whole is found.square
    assert found.stage.shift == (-8 / stage.reduction, 4 / stage.reduction)
    with pytest.raises(InvalidArgument):
        move_photo(engine, Variant.TRAINED, noise, MoveMode.CIRCULAR, 0, 0, "no such stage")


@pytest.mark.parametrize(("dx", "dy"), [(0, 0), (9, -4), (-32, 32)])
def test_all_of_a_larger_photo_is_seen_moving_under_the_window(
    engine: ShiftEngine, noise: Pixels, dx: int, dy: int
) -> None:
    found = move_photo(engine, Variant.TRAINED, noise, MoveMode.CROP, dx, dy, engine.plan.stages[0].name)
    size = engine.plan.size
    assert found.whole.shape == (size + 2 * MAX_SHIFT, size + 2 * MAX_SHIFT, 3)
    window = slice(MAX_SHIFT, MAX_SHIFT + size)
    np.testing.assert_array_equal(found.whole[window, window], found.square)


def test_consistency_counts_pairs_and_knows_how_sure_it_is(engine: ShiftEngine, noise: Pixels) -> None:
    parts = list(consistency(engine, Variant.BLURRED, noise, MoveMode.REFLECT))
    last = parts[-1]
    assert (last.pairs, last.size) == (PAIRS, engine.size(Variant.BLURRED))
    assert [part.pairs for part in parts] == sorted(part.pairs for part in parts)
    assert 0 <= last.share.low <= last.share.value <= last.share.high <= 1
    plain = np.asarray(np.full((20, 30, 3), 90), np.uint8)
    assert list(consistency(engine, Variant.TRAINED, plain, MoveMode.CIRCULAR))[-1].share.value == 1.0


def test_shifts_are_drawn_evenly_and_from_a_seed() -> None:
    drawn = random_shifts(2000, 5, 3)
    assert drawn.shape == (2000, 2, 2)
    assert (drawn.min(), drawn.max()) == (-5, 5)
    assert abs(drawn.mean()) < 0.2
    np.testing.assert_array_equal(drawn, random_shifts(2000, 5, 3))
    assert largest_shift(224) == 32


def test_wilson_intervals() -> None:
    all_right = wilson(60, 60)
    assert (all_right.value, all_right.high) == (1.0, 1.0)
    assert all_right.low == pytest.approx(0.9398, abs=1e-3)
    half = wilson(50, 100)
    assert half.low == pytest.approx(0.4038, abs=1e-3)
    assert half.high == pytest.approx(0.5962, abs=1e-3)


def test_cosines() -> None:
    one = np.array([1.0, 0.0], np.float32)
    assert cosine(one, np.array([2.0, 0.0], np.float32)) == pytest.approx(1)
    assert cosine(one, np.array([0.0, 1.0], np.float32)) == 0
    assert cosine(0 * one, 0 * one) == 1
