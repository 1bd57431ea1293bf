"""The comb in a sentence: what its numbers say, and what they are made of."""

from __future__ import annotations

from app.language.i18n import Translator
from app.panels.shift.move.result import MoveResult
from app.panels.shift.scene import ShiftScene
from models.shift_results import MoveMode, ShiftSweep, StageErrors, Variant

EXACT = 1e-3  # below, it is rounding
LEVEL = 0.1  # of the error in between: a dip or a rise that is smaller is none
WRAPPED = (Variant.CIRCULAR, Variant.BLURRED_CIRCULAR)


def told_of(result: MoveResult, sweep: ShiftSweep, scene: ShiftScene) -> str:
    """Whether there is a dip at multiples of the stride, and how much of what is in between the mixture of cells is."""
    t, moved = scene.t, result.moved.stage
    if not moved.still.any():
        return t("shift.move.told_nothing", stage=moved.stage)
    stage = next(each for each in sweep.stages if each.stage == moved.stage)
    dip, between = averages(sweep, stage)
    numbers = {"stage": stage.stage, "stride": stage.reduction, "dip": t.number(dip, 3)}
    if between is None:
        return t("shift.move.told_dense", **numbers)
    wraps = sweep.mode is MoveMode.CIRCULAR and sweep.variant in WRAPPED
    told = t(f"shift.move.{_shape(dip, between, wraps)}", **numbers, between=t.number(between, 3))
    return f"{told} {_mixture(stage, t)}"


def averages(sweep: ShiftSweep, stage: StageErrors) -> tuple[float, float | None]:
    """Mean error at multiples of the stride but 0, and in between; None where every shift is a multiple."""
    whole = sweep.shifts % stage.reduction == 0
    between = stage.errors[~whole]
    return float(stage.errors[whole & (sweep.shifts != 0)].mean()), float(between.mean()) if between.size else None


def _shape(dip: float, between: float, wraps: bool) -> str:
    """What the comb looks like: a locale key."""
    if wraps and dip < EXACT < between:
        return "told_exact"
    if abs(dip - between) <= LEVEL * between:
        return "told_level"
    return "told" if dip < between else "told_rises"


def _mixture(stage: StageErrors, t: Translator) -> str:
    """Measured where the photo goes around its edges, named elsewhere."""
    if stage.half is None:
        return t("shift.move.mixed")
    return t("shift.move.half", linear=t.number(stage.half.linear, 3), fourier=t.number(stage.half.fourier, 3))
