"""Curves over the shift."""

from __future__ import annotations

import numpy as np

from app.language.i18n import Translator
from app.render.chart import Axis, Line, Mark, line_chart
from models.results import FloatArray
from models.shift import MAX_SHIFT
from models.shift_results import Ints, MoveMode, ShiftSweep

_TICKS = tuple(range(-MAX_SHIFT, MAX_SHIFT + 1, 16))
_TOPS = (0.1, 0.2, 0.5, 1.0, 1.5, 2.0)


def points(x: Ints | FloatArray, y: FloatArray) -> tuple[tuple[float, float], ...]:
    """Two arrays as pairs."""
    return tuple((float(a), float(b)) for a, b in zip(x, y, strict=True))


def error_chart(sweep: ShiftSweep, stage: str, t: Translator) -> str:
    """The error of every stage, one of them in front, and the multiples of its stride."""
    chosen = next(each for each in sweep.stages if each.stage == stage)
    others = [
        Line("faint", each.stage, points(sweep.shifts, each.errors)) for each in sweep.stages if each is not chosen
    ]
    high = max(float(each.errors.max()) for each in sweep.stages)
    top = next((tick for tick in _TOPS if high <= tick), _TOPS[-1])
    stride = chosen.reduction
    marks = [Mark(shift, "", upright=True) for shift in range(-MAX_SHIFT, MAX_SHIFT + 1) if shift % max(stride, 4) == 0]
    y = Axis(0, top, tuple((top * part, t.number(top * part)) for part in (0.0, 0.5, 1.0)))
    front = Line("map", stage, points(sweep.shifts, chosen.errors))
    return line_chart(
        [front, *others], shift_axis(t, sweep.mode), y, t("shift.move.chart", stage=stage, stride=stride), t, marks
    )


def shift_axis(t: Translator, mode: MoveMode, title: str | None = None) -> Axis:
    """Shifts in input pixels, unless the title says which; the mode is named in the picture."""
    ticks = tuple((tick, f"{tick:+d}" if tick else "0") for tick in _TICKS)
    return Axis(-MAX_SHIFT, MAX_SHIFT, ticks, title or t("shift.axis", mode=t(f"shift.modes.{mode.value}")))


def share_axis(t: Translator, low: float = 0.0) -> Axis:
    """A share from `low` to 1."""
    return Axis(low, 1, tuple((tick, t.percent(tick)) for tick in np.linspace(low, 1, 3).tolist()), write=t.fine)


def cosine_axis(t: Translator, *curves: FloatArray) -> Axis:
    """Up to 1, from as near to it as the curves allow."""
    lowest = min((float(curve.min()) for curve in curves if curve.size), default=0.0)
    low = next((start for start in (0.9, 0.8, 0.5) if lowest >= start), 0.0)
    return Axis(low, 1, tuple((tick, t.number(tick)) for tick in (low, (1 + low) / 2, 1.0)))
