"""What `table` finds: the stored table, and the same costs measured on this server."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from app.engines.fusion import FusionService, FusionSource
from app.work.sweeps import Grown, Steps, Work
from models.fusion.catalogue_names import STRATEGY_SHAPES
from models.fusion.photo_size import measured_sizes
from models.fusion.table import StrategyRow
from models.fusion_results import FusionMeasurement


@dataclass(frozen=True)
class TableResult:
    """What was stored, and what was measured here as far as it is."""

    rows: tuple[StrategyRow, ...]
    here: tuple[FusionMeasurement, ...]


def measuring(fusion: FusionService) -> Work:
    """Every strategy at every size, each in a process of its own."""

    async def make() -> Steps:
        await fusion.models()
        return lambda: _measurements(fusion.source)

    today, here = datetime.now(tz=UTC).date(), platform.node()  # measured anew on another machine and on another day
    return Work("measure", ("fusion measure", here, today), make, tuple[FusionMeasurement, ...])


def _measurements(source: FusionSource) -> Iterator[Grown]:
    jobs = [(name, *size) for size in measured_sizes() for name in STRATEGY_SHAPES]
    found: list[FusionMeasurement] = []
    for job in jobs:
        found.append(source.measure(*job))
        yield Grown(tuple(found), len(found), len(jobs))
