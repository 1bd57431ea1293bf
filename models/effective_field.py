"""The effective receptive field: what a cell does depend on, for this photo (Luo et al. 2016, arXiv:1701.04128).

The gradient of the cell with respect to the input pixels, squared and summed over colours, as shares of its sum.
"""

from __future__ import annotations

import numpy as np

from models.engine.lab.stages import StageEngine
from models.feature_maps import check_channel
from models.lab_results.fields import EffectiveField, ReceptiveField
from models.lab_results.maps import StagedPhoto
from models.receptive_field import cell_at, receptive_field
from models.results import FloatArray

CORE_SHARE = 0.9


def effective_field(
    engine: StageEngine, photo: StagedPhoto, stage: str, row: int, col: int, channel: int | None = None
) -> EffectiveField:
    """The field of one channel's cell; without a channel, of the length of the vector of all channels there.

    A silent cell, such as one behind a closed ReLU, has no energy. Raises InvalidArgument for a stage, cell or channel
    that does not exist.
    """
    theoretical = receptive_field(engine.plan, stage, row, col)
    return field_of(cell_gradient(engine, photo, stage, row, col, channel), theoretical, channel)


def fields_at(engine: StageEngine, photo: StagedPhoto, x: float, y: float) -> tuple[EffectiveField, ...]:
    """Every stage's field of the cell that covers the place (x, y), fractions of the photo: how the field grows."""
    cells = [(stage.name, *cell_at(stage.shape, x, y)) for stage in engine.plan.stages]
    return tuple(effective_field(engine, photo, stage, row, col) for stage, row, col in cells)


def cell_gradient(
    engine: StageEngine, photo: StagedPhoto, stage: str, row: int, col: int, channel: int | None
) -> FloatArray:
    """The gradient of the cell with respect to the input: (3, size, size)."""
    index = engine.plan.stage_index(stage)
    maps = photo.stages[index].maps
    seed = np.zeros_like(maps)
    if channel is None:
        vector = maps[:, row, col]
        length = float(np.linalg.norm(vector))
        seed[:, row, col] = vector / length if length > 0 else 0
    else:
        check_channel(photo.stages[index], channel)
        seed[channel, row, col] = 1
    return engine.pull_back(engine.values(photo), index + 1, seed[None], 0)[0]


def field_of(gradient: FloatArray, theoretical: ReceptiveField, channel: int | None) -> EffectiveField:
    """From a gradient (3, size, size) to shares of energy."""
    squared = (gradient.astype(np.float64) ** 2).sum(axis=0)
    total = float(squared.sum())
    energy = squared / total if total > 0 else np.zeros_like(squared)
    (top, bottom), (left, right) = theoretical.rows, theoretical.cols
    inside = energy[top : bottom + 1, left : right + 1]
    return EffectiveField(
        theoretical.stage,
        theoretical.row,
        theoretical.col,
        channel,
        energy.astype(np.float32),
        share_inside(energy, inside),
        core_share(inside) if total > 0 else 0.0,
        theoretical,
    )


def share_inside(energy: FloatArray, inside: FloatArray) -> float:
    """The part of the energy that lies inside; exactly 1 when none lies outside, whatever the rounding of the sums."""
    outside = float(energy.sum() - inside.sum()) if np.count_nonzero(energy) > np.count_nonzero(inside) else 0.0
    return 1.0 - max(outside, 0.0) if inside.any() else 0.0


def core_share(energy: FloatArray) -> float:
    """Smallest share of the pixels that together hold CORE_SHARE of the energy."""
    ordered = np.sort(energy, axis=None)[::-1].cumsum()
    return float(np.searchsorted(ordered, CORE_SHARE * ordered[-1]) + 1) / energy.size
