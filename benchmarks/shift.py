"""The shift lab's sweep: 65 shifts of one photo, every stage compared, against the bare passes."""

from __future__ import annotations

from benchmarks.bare import milliseconds
from benchmarks.material import photos
from models.engine.lab.shifts import ShiftEngine
from models.engine.lab.stages import StageEngine
from models.network import PIXELS
from models.shift_results import Axis, MoveMode, Variant
from models.shift_sweep import outwards, sweep

SIZE = (451, 300)


def sweeps(lab: StageEngine, runs: int) -> tuple[list[float], list[float]]:
    """From a photo's pixels to the errors of all stages at 65 shifts, and 65 bare runs that hand out all stages."""
    engine, swept, bare = ShiftEngine(lab), [], []
    for _, (_, pixels) in zip(range(runs), photos(*SIZE), strict=False):
        inputs = lab.inputs(pixels)

        def passes() -> None:
            for _ in range(len(outwards())):
                lab.session.run(None, {PIXELS: inputs})  # noqa: B023

        def whole() -> None:
            for _ in sweep(engine, Variant.TRAINED, pixels, MoveMode.CIRCULAR, Axis.ACROSS):  # noqa: B023
                pass

        swept.append(milliseconds(whole))
        bare.append(milliseconds(passes))
    return swept, bare
