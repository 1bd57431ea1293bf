"""Results of the shift lab made by hand: small, and every number known."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from app.language.i18n import translator
from app.panels.scene import Scene
from app.panels.shift.query import ShiftQuery
from app.panels.shift.scene import ShiftScene
from app.samples.sample import Sample
from models.network import NetworkPlan, StagePlan
from models.preprocessing import Preprocessing
from models.shift_results import (
    Axis,
    Consistency,
    Interval,
    MoveMode,
    ShiftSweep,
    StageErrors,
    TurnSweep,
    Variant,
    WordShifts,
)

SIZE, CLASSES = 32, 4
SHIFTS = np.arange(-32, 33)
STAGES = {"stem": 1, "block0": 4}  # reductions
Errors = Callable[[int, int], float]  # of a shift and a reduction


def scene(query: ShiftQuery | None = None, tag: str = "en") -> ShiftScene:
    """A photo of 48 x 32 in English, unless another language is asked for."""
    sample = Sample("a cat", "photo", 48, 32, id="ID")
    return ShiftScene(Scene(sample, translator(tag)), query or ShiftQuery())


def plan() -> NetworkPlan:
    """Two stages: one as fine as the photo, one of stride 4."""
    stages = tuple(
        StagePlan(name, (6, SIZE // reduction, SIZE // reduction), reduction, 10, 2, 100, signed=False)
        for name, reduction in STAGES.items()
    )
    classifier = StagePlan("classifier", (CLASSES,), 4, 24, 0, 24, signed=True)
    preprocessing = Preprocessing(SIZE, (127.0,) * 3, (128.0,) * 3)
    return NetworkPlan("efficientnet_lite0", preprocessing, stages, classifier, (), exact_cam=True)


def comb(shift: int, reduction: int) -> float:
    """0.1 at multiples of the reduction, 0.3 in between."""
    return 0.1 if shift % reduction == 0 else 0.3


def sweep(
    errors: Errors = comb, mode: MoveMode = MoveMode.CIRCULAR, variant: Variant = Variant.TRAINED, net: str = ""
) -> ShiftSweep:
    """All 65 shifts; the class is kept but at the last shift."""
    stages = tuple(
        StageErrors(name, reduction, np.array([errors(int(s), reduction) for s in SHIFTS], np.float32))
        for name, reduction in STAGES.items()
    )
    tops = np.full(65, 2)
    tops[-1] = 1
    falling = np.linspace(0.9, 0.5, 65, dtype=np.float32)
    net = net or "efficientnet_lite0"
    return ShiftSweep(net, variant, mode, Axis.ACROSS, SHIFTS, 65, stages, 2, falling, tops, falling)


def consistency(net: str = "efficientnet_lite0", pixels: int = 32) -> Consistency:
    """Three quarters of 60 pairs."""
    return Consistency(net, Variant.BLURRED, MoveMode.ZERO, pixels, 224, 60, Interval(0.75, 0.627654321, 0.842))


def words() -> tuple[WordShifts, ...]:
    """One word at three shifts."""
    numbers = np.array([0.5, 1.0, 0.25], np.float32)
    return (WordShifts("cat", 1, np.array([-64, 0, 64]), numbers, numbers),)


def turns(kind: str) -> TurnSweep:
    """Three values."""
    values = np.array([-5, 0, 5] if kind == "angle" else [0.5, 1, 2], np.float32)
    third = np.full(3, 1 / 3, np.float32)
    tops = np.array([2, 2, 1])
    return TurnSweep(
        "efficientnet_lite0", kind, values, 3, 2, third, tops, third, third, tops, np.array([2, 3, 2]), 15.0
    )
