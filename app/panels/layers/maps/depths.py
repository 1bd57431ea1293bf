"""Low, middle, high: four stages side by side, each with its strongest patches and how far its cells see."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.engines.lab import Look
from models.effective_field import CORE_SHARE, effective_field
from models.feature_maps import ChannelOrder, channel_order, place_at
from models.lab_results.maps import FeatureMaps, Place
from models.network import NetworkPlan
from models.results import FloatArray

LEVELS = ("low", "early", "middle", "high")
PATCHES = 4  # of a stage
CANDIDATES = 24  # channels that are asked for their strongest place, the liveliest first


@dataclass(frozen=True)
class StrongPatch:
    """A strong cell, and the square of the photo that it depends on: fractions of the photo."""

    channel: int
    row: int
    col: int
    value: float
    centre: tuple[float, float]  # x, y of the energy
    side: float  # of a square that holds CORE_SHARE of the energy, as a share of the network's input


@dataclass(frozen=True)
class Depth:
    """One stage of the row."""

    level: str  # low, early, middle or high
    stage: str
    channels: int
    rows: int
    cols: int
    field: int | None  # side of the theoretical field, input pixels; None where everything is seen
    effective: float  # mean side of what its patches depend on, input pixels
    patches: tuple[StrongPatch, ...]


def depth_stages(plan: NetworkPlan) -> tuple[tuple[str, str], ...]:
    """(level, stage): the first stage, those a third and two thirds of the way, and the last; short ones have fewer."""
    last = len(plan.stages) - 1
    places = {0: "low", last: "high"}
    for level, share in (("early", 0.3), ("middle", 0.6)):
        places.setdefault(int(share * len(plan.stages)), level)
    return tuple((places[place], plan.stages[place].name) for place in sorted(places))


def find_depths(look: Look) -> tuple[Depth, ...]:
    """The row for one photo: some gradients a stage, about a second in all."""
    return tuple(_depth(look, level, stage) for level, stage in depth_stages(look.plan))


def _depth(look: Look, level: str, stage: str) -> Depth:
    features = look.stage(stage)
    found = [_patch(look, stage, channel, place) for channel, place in strongest_apart(features, PATCHES)]
    patches = tuple(patch for patch, _ in found)
    size = look.plan.size
    channels, rows, cols = features.maps.shape
    effective = float(np.mean([patch.side for patch in patches])) * size if patches else 0.0
    field = found[0][1] if found else None
    return Depth(level, stage, channels, rows, cols, field, effective, patches)


def strongest_apart(features: FeatureMaps, count: int) -> list[tuple[int, Place]]:
    """Channels with the most contrast, each at its strongest place; no two of them at neighbouring cells.

    Cells at the upper bound of a clipped activation are left out: no pixel moves them, so they depend on nothing.
    """
    strength = np.abs(features.maps) if features.signed else features.maps
    strength = np.where(at_bound(features.maps), 0, strength)
    found: list[tuple[int, Place]] = []
    free = np.ones(strength.shape[1:], bool)
    apart = max(1, round(max(free.shape) / 8))
    for channel in channel_order(features.maps, ChannelOrder.CONTRAST)[:CANDIDATES].tolist():
        lively = strength[channel] * free
        if len(found) == count or not lively.any():
            break
        row, col = (int(each) for each in np.unravel_index(int(lively.argmax()), free.shape))
        found.append((channel, place_at(features, channel, row, col)))
        free[max(0, row - apart) : row + apart + 1, max(0, col - apart) : col + apart + 1] = False
    return found


def at_bound(maps: FloatArray) -> NDArray[np.bool_]:
    """Cells that share the stage's largest value with others: cut off there, as ReLU6 does at 6."""
    top = maps == maps.max()
    return top if int(top.sum()) > 1 else np.zeros_like(top)


def _patch(look: Look, stage: str, channel: int, place: Place) -> tuple[StrongPatch, int | None]:
    field = effective_field(look.engine, look.photo, stage, place.row, place.col, channel)
    x, y = centre_of(field.energy)
    side = side_of(field.energy)
    return StrongPatch(channel, place.row, place.col, place.value, (x, y), side), field.theoretical.size


def centre_of(energy: FloatArray) -> tuple[float, float]:
    """Where the energy lies on the whole: x and y as fractions."""
    rows, cols = ((np.arange(length) + 0.5) / length for length in energy.shape)
    total = float(energy.sum()) or 1.0
    return float((energy.sum(0) * cols).sum()) / total, float((energy.sum(1) * rows).sum()) / total


def side_of(energy: FloatArray) -> float:
    """Side of a square as large as the pixels that hold CORE_SHARE of the energy, as a share of the input's side."""
    ordered = np.sort(energy, axis=None)[::-1].cumsum()
    pixels = int(np.searchsorted(ordered, CORE_SHARE * ordered[-1])) + 1 if ordered[-1] > 0 else 0
    return float(np.sqrt(pixels / energy.size))
