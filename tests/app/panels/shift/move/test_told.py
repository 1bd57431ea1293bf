from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from app.panels.shift.move.result import MoveResult
from app.panels.shift.move.told import averages, told_of
from models.shift import compare_stage
from models.shift_results import HalfCell, MovedPhoto, MoveMode, ShiftSweep, Variant
from tests.fakes_shift import SIZE, STAGES, Errors, plan, scene, sweep


def told(found: ShiftSweep, stage: str = "block0", tag: str = "en", still: float = 1.0) -> str:
    maps = np.full((6, 8, 8), still, np.float32)
    square = np.zeros((SIZE, SIZE, 3), np.uint8)
    compared = compare_stage(stage, STAGES[stage], maps, maps, found.mode, 0, 0)
    moved = MovedPhoto(found.mode, 0, 0, square, square, (0, 0, 1, 1), compared)
    return told_of(MoveResult(plan(), SIZE, moved, found), found, scene(tag=tag))


def flat(dip: float, between: float) -> Errors:
    return lambda shift, reduction: dip if shift % reduction == 0 else between


@pytest.mark.parametrize("mode", MoveMode)
@pytest.mark.parametrize("variant", Variant)
@pytest.mark.parametrize(
    ("dip", "between", "said"),
    [
        (0.1, 0.3, "the error dips to 0.100"),
        (0.348, 0.346, "nothing dips"),
        (0.346, 0.348, "nothing dips"),
        (0.348, 0.374, "nothing dips"),
        (0.5, 0.3, "is higher than in between"),
        (1e-6, 0.3, "0.000"),
    ],
)
def test_the_sentence_says_what_the_numbers_say(
    mode: MoveMode, variant: Variant, dip: float, between: float, said: str
) -> None:
    found = told(sweep(flat(dip, between), mode, variant))
    assert said in found
    assert f"{between:.3f}" in found
    exact = mode is MoveMode.CIRCULAR and "circular" in variant.value and dip < 1e-3
    assert ("commute exactly" in found) is exact


@pytest.mark.parametrize(("tag", "word"), [("en", "linear mixture"), ("zh-CN", "线性混合")])
def test_the_mixture_of_cells_is_measured_or_named_where_the_cause_is(tag: str, word: str) -> None:
    plain = sweep(mode=MoveMode.CROP)
    measured = dataclasses.replace(
        plain, stages=tuple(dataclasses.replace(each, half=HalfCell(0.232, 0.151)) for each in plain.stages)
    )
    assert word in told(plain, tag=tag)
    assert word in told(measured, tag=tag)
    assert "0.232" in told(measured, tag=tag)
    assert "0.151" in told(measured, tag=tag)


def test_a_stage_as_fine_as_the_photo_has_nothing_in_between() -> None:
    dip, between = averages(sweep(), sweep().stages[0])
    assert dip == pytest.approx(0.1)
    assert between is None
    assert "mixture" not in told(sweep(), "stem")


def test_a_map_of_zeros_has_nothing_to_compare() -> None:
    assert "zero everywhere" in told(sweep(), still=0.0)
