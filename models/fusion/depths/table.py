"""What was measured of a Transformer at each depth, from the manifest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from models.fusion.depths.catalogue_names import DEPTH_SHAPES, WEIGHTS
from models.fusion.table import GROUP
from models.statistics import SeedInterval, interval
from models.weights import known, manifest


@dataclass(frozen=True)
class DepthRow:
    """One depth."""

    name: str
    stage: str
    accuracy: SeedInterval  # true or swapped, per cent
    pointing: SeedInterval  # brightest cell inside a box of the word, per cent of caption words
    macs: int  # of a pair after the stage that is changed
    parameters: int  # of the strategy's own


@dataclass(frozen=True)
class DepthTable:
    """All depths from early to late, and how they were trained."""

    rows: tuple[DepthRow, ...]
    steps: int
    captions: int  # true pairs, repetitions counted
    seeds: int


@cache
def read_depth_table() -> DepthTable:
    """As measured; raises BrokenInstall where the weights are missing."""
    metrics, training = known(WEIGHTS).metrics, manifest()["weights"][WEIGHTS]["training"]
    rows = []
    for name, shape in DEPTH_SHAPES.items():
        seeds, costs = metrics["seeds"][name], metrics["costs"][name]
        accuracy = interval([seed["match_accuracy"] for seed in seeds])
        pointing = interval([seed["pointing"]["all"] for seed in seeds])
        rows.append(DepthRow(name, shape.stages[0], accuracy, pointing, costs["macs"], costs["parameters"]))
    steps = training["steps"]
    return DepthTable(tuple(rows), steps, steps * training["groups"] * GROUP, len(training["seeds"]))
