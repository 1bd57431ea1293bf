from __future__ import annotations

import numpy as np
import pytest

from app.language.i18n import translator
from app.panels.shift.pooling.page import draw_pooling
from app.panels.shift.pooling.result import PoolingResult
from app.panels.shift.pooling.told import cause_of, one_cell, say_of
from models.pooling import KERNELS, report
from models.shift_results import PoolingKind
from tests.fakes_shift import plan, scene

T = translator("en")
MAPS = np.random.default_rng(0).random((3, 12, 64), np.float32)


def said(kind: PoolingKind, kernel: int = 2, signed: bool = False) -> str:
    return " ".join(say_of(report(MAPS, kind, kernel, 2), signed, T))


def test_the_share_of_aliasing_is_computed_not_asserted() -> None:
    assert "18 % of what comes out" in said(PoolingKind.AVERAGE)
    assert "(50 % without a filter)" in said(PoolingKind.AVERAGE)
    assert "50 % of what comes out" in said(PoolingKind.STRIDED)
    assert "aliasing" not in said(PoolingKind.MAX)


@pytest.mark.parametrize("kernel", KERNELS)
def test_blur_and_average_are_one_at_a_window_of_two_only(kernel: int) -> None:
    assert ("both filters are" in said(PoolingKind.BLUR, kernel)) is (kernel == 2)
    assert ("the mean of the same window blurs more" in said(PoolingKind.BLUR, kernel)) is (kernel > 2)


def test_l2_is_told_by_the_signs_of_the_map() -> None:
    assert "lies between average and max" in said(PoolingKind.L2)
    assert "need not lie between" in said(PoolingKind.L2, signed=True)


def test_adaptive_sampling_is_exact_for_wrapped_moves_and_measured_for_others() -> None:
    assert "for moves that wrap around" in said(PoolingKind.ADAPTIVE)
    assert "real content comes in" in said(PoolingKind.ADAPTIVE)


def test_the_cause_is_said_when_every_kind_is_there() -> None:
    reports = tuple(report(MAPS, kind, 2, 2) for kind in PoolingKind)
    assert cause_of(reports[:-1], T) is None
    cause = cause_of(reports, T) or ""
    assert "It is the stride" in cause
    assert all(
        T.number(one_cell(each)) in cause for each in reports if each.kind in (PoolingKind.MAX, PoolingKind.STRIDED)
    )


def test_what_was_cut_off_at_nothing_says_so() -> None:
    noise = np.random.default_rng(1).standard_normal((3, 12, 12), np.float32)
    reports = tuple(report(noise, kind, 2, 2) for kind in PoolingKind)
    page = draw_pooling(PoolingResult(plan(), "block0", noise, True, reports), scene())
    for card, each in zip(page.cards, reports, strict=True):
        assert card.invariance.startswith("≤") is (each.invariance == 0)
    assert any(card.invariance.startswith("≤") for card in page.cards)
