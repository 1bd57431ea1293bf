"""What each kind of pooling promises, tested exactly."""

from __future__ import annotations

import numpy as np
import pytest

from models.pooling import aliasing, binomial, cropped_error, detail_kept, fitted, largest_component, pool, report
from models.shift_results import PoolingKind

RNG = np.random.default_rng(0)
MAPS = RNG.standard_normal((3, 12, 12), np.float32)
LOCAL = [kind for kind in PoolingKind if kind is not PoolingKind.GLOBAL]


@pytest.mark.parametrize("kind", LOCAL)
@pytest.mark.parametrize("stride", [2, 3, 4])
@pytest.mark.parametrize("kernel", [2, 3, 5])
def test_a_roll_by_the_stride_rolls_the_output_by_one(kind: PoolingKind, stride: int, kernel: int) -> None:
    still = pool(MAPS, kind, kernel, stride)
    after = pool(np.roll(MAPS, (stride, -2 * stride), (1, 2)), kind, kernel, stride)
    np.testing.assert_array_equal(after, np.roll(still, (1, -2), (1, 2)))


@pytest.mark.parametrize("stride", [2, 3, 4])
def test_adaptive_sampling_gives_the_same_map_up_to_a_roll_for_every_roll(stride: int) -> None:
    still = pool(MAPS, PoolingKind.ADAPTIVE, 2, stride)
    rolls = [np.roll(still, (a, b), (1, 2)) for a in range(still.shape[1]) for b in range(still.shape[2])]
    for down in range(-5, 6):
        for across in range(-5, 6):
            after = pool(np.roll(MAPS, (down, across), (1, 2)), PoolingKind.ADAPTIVE, 2, stride)
            assert any(np.array_equal(after, each) for each in rolls)


@pytest.mark.parametrize("shift", range(-6, 7))
def test_global_averages_are_invariant(shift: int) -> None:
    """Sums in double precision, in whatever order: equal after rounding to single."""
    for maps in (MAPS, pool(MAPS, PoolingKind.ADAPTIVE, 2, 2)):
        still = pool(maps, PoolingKind.GLOBAL, 2, 2)
        after = pool(np.roll(maps, shift, 2), PoolingKind.GLOBAL, 2, 2)
        np.testing.assert_allclose(after, still, rtol=1e-6, atol=1e-8)
    after = pool(pool(np.roll(MAPS, shift, 1), PoolingKind.ADAPTIVE, 2, 2), PoolingKind.GLOBAL, 2, 2)
    still = pool(pool(MAPS, PoolingKind.ADAPTIVE, 2, 2), PoolingKind.GLOBAL, 2, 2)
    np.testing.assert_allclose(after, still, rtol=1e-6, atol=1e-8)


def test_strided_sampling_of_a_checkerboard_sees_nothing_or_everything() -> None:
    board = np.indices((8, 8)).sum(0)[None] % 2
    maps = board.astype(np.float32)
    assert pool(maps, PoolingKind.STRIDED, 2, 2).max() == 0
    assert pool(np.roll(maps, 1, 2), PoolingKind.STRIDED, 2, 2).min() == 1
    np.testing.assert_allclose(pool(maps, PoolingKind.BLUR, 3, 2), 0.5)
    np.testing.assert_allclose(pool(maps, PoolingKind.AVERAGE, 2, 2), 0.5)


def test_windows_hold_what_they_say() -> None:
    window = MAPS[:, 0:2, 0:2].reshape(3, 4)
    np.testing.assert_allclose(pool(MAPS, PoolingKind.MAX, 2, 2)[:, 0, 0], window.max(1))
    np.testing.assert_allclose(pool(MAPS, PoolingKind.AVERAGE, 2, 2)[:, 0, 0], window.mean(1), atol=1e-6)
    np.testing.assert_allclose(pool(MAPS, PoolingKind.L2, 2, 2)[:, 0, 0], np.sqrt((window**2).mean(1)), atol=1e-6)
    centred = MAPS[:, 1:4, 1:4]
    taps = np.array([1, 2, 1]) / 4
    blurred = (centred * taps[:, None] * taps).sum((1, 2))
    np.testing.assert_allclose(pool(MAPS, PoolingKind.BLUR, 3, 2)[:, 1, 1], blurred, atol=1e-6)
    np.testing.assert_allclose(binomial(5), np.array([1, 4, 6, 4, 1]) / 16)


@pytest.mark.parametrize("kernel", [2, 3, 5])
def test_l2_lies_between_average_and_max_only_where_nothing_is_negative(kernel: int) -> None:
    found = {kind: pool(abs(MAPS), kind, kernel, 2) for kind in (PoolingKind.AVERAGE, PoolingKind.L2, PoolingKind.MAX)}
    assert (found[PoolingKind.AVERAGE] <= found[PoolingKind.L2] + 1e-6).all()
    assert (found[PoolingKind.L2] <= found[PoolingKind.MAX] + 1e-6).all()
    signed = MAPS - 1
    assert (pool(signed, PoolingKind.L2, kernel, 2) > pool(signed, PoolingKind.MAX, kernel, 2)).any()


@pytest.mark.parametrize("stride", [2, 3, 4])
@pytest.mark.parametrize("kernel", [2, 3, 5])
@pytest.mark.parametrize("kind", PoolingKind)
def test_the_share_of_aliasing_is_that_of_white_noise(kind: PoolingKind, kernel: int, stride: int) -> None:
    share = aliasing(kind, kernel, stride)
    if kind not in (PoolingKind.AVERAGE, PoolingKind.BLUR, PoolingKind.STRIDED):
        assert share is None
        return
    noise = np.tile(np.random.default_rng(1).standard_normal((1, 1, 240_000), np.float32), (1, kernel, 1))
    filtered = noise if kind is PoolingKind.STRIDED else pool(noise, kind, kernel, 1)
    power = np.square(np.abs(np.fft.rfft(filtered[0, 0])))
    above = np.fft.rfftfreq(noise.shape[2]) > 0.5 / stride
    assert share == pytest.approx(power[above].sum() / power.sum(), abs=0.01)


def test_the_mean_of_two_cells_leaves_about_a_fifth_and_no_filter_half() -> None:
    assert aliasing(PoolingKind.AVERAGE, 2, 2) == pytest.approx(0.5 - 1 / np.pi)
    assert aliasing(PoolingKind.STRIDED, 2, 2) == pytest.approx(0.5)
    assert aliasing(PoolingKind.AVERAGE, 2, 2) == aliasing(PoolingKind.BLUR, 2, 2)
    np.testing.assert_array_equal(pool(MAPS, PoolingKind.AVERAGE, 2, 2), pool(MAPS, PoolingKind.BLUR, 2, 2))


@pytest.mark.parametrize("stride", [2, 3, 4])
def test_where_the_same_grid_wins_real_content_leaves_no_error(stride: int) -> None:
    maps = np.zeros((2, 24, 96), np.float32)
    maps[:, ::stride, 1::stride] = np.random.default_rng(2).random(maps[:, ::stride, 1::stride].shape) + 1
    assert cropped_error(maps, stride) == 0


@pytest.mark.parametrize("stride", [2, 3, 4])
def test_adaptive_sampling_is_exact_for_wrapped_moves_only(stride: int) -> None:
    smooth = np.cumsum(np.random.default_rng(5).standard_normal((2, 48, 96), np.float32), 2)
    assert report(smooth, PoolingKind.ADAPTIVE, 2, stride).error.max() == 0
    residual = cropped_error(smooth, stride)
    assert residual is not None
    assert residual > 0
    assert cropped_error(smooth[:, :, :20], stride) is None


def test_the_largest_component_is_the_one_with_the_most_energy() -> None:
    maps = np.zeros((2, 6, 6), np.float32)
    maps[:, 1::2, 0::2] = 3
    assert largest_component(maps, 2) == (1, 0)


@pytest.mark.parametrize("kind", PoolingKind)
def test_reports(kind: PoolingKind) -> None:
    found = report(MAPS[:, :, :11], kind, 3, 2)
    here = int((found.shifts == 0).argmax())
    assert found.change[here] == found.error[here] == 0
    assert 0 <= found.invariance <= 1
    assert 0 <= found.detail <= 1
    multiples = found.shifts % 2 == 0
    assert found.error[multiples].max() < 1e-6
    if kind is PoolingKind.ADAPTIVE:
        assert found.error.max() == 0
    if kind is PoolingKind.GLOBAL:
        assert found.change.max() < 1e-6


def test_a_smooth_map_keeps_its_detail_and_a_constant_has_none() -> None:
    smooth = np.repeat(np.repeat(RNG.standard_normal((1, 4, 4), np.float32), 3, 1), 3, 2)
    assert detail_kept(smooth, pool(smooth, PoolingKind.STRIDED, 2, 3)) == pytest.approx(1)
    assert detail_kept(np.ones((1, 4, 4), np.float32), np.ones((1, 2, 2), np.float32)) == 0


def test_maps_are_cut_to_what_the_stride_divides() -> None:
    assert fitted(np.zeros((2, 7, 9), np.float32), 4).shape == (2, 4, 8)
