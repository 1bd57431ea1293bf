"""What the sub-view `block` shows: the steps that make one number, and how the network ends in a class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.engines import Engines
from app.engines.lab import Look
from app.panels.layers.query import LayersQuery
from app.samples.sample import Sample
from models.block_steps import block_steps, final_steps, followable
from models.class_activation import check_class, top_classes
from models.feature_maps import check_channel
from models.lab_results.maps import FeatureMaps
from models.lab_results.steps import BlockSteps, FinalSteps
from models.network import NetworkPlan
from models.results import FloatArray


@dataclass(frozen=True)
class BlockFindings:
    """One number of one stage; `final` is None where the network does not end in pooling and one linear layer."""

    look: Look
    steps: BlockSteps
    channel: int  # of the stage's output
    row: int
    col: int
    stages: tuple[str, ...]  # that can be followed
    final: FinalSteps | None


async def find_block(sample: Sample, query: LayersQuery, engines: Engines) -> BlockFindings:
    """Of the stage, channel and cell in the address; else the liveliest channel in the middle."""
    look = await engines.lab.look(sample, query.net)
    key = ("block", sample.photo_id, query.net, query.stage, query.channel, query.cell, query.class_index)
    return await engines.runner.run(steps_of, look, query, key=key)


def steps_of(look: Look, query: LayersQuery) -> BlockFindings:
    """Every number is computed here; one stage runs once, with all of its values."""
    plan = look.plan
    features = look.stage(query.stage or block_stage(plan))
    channel, row, col = _lively(look, features, query)
    plan.check_cell(features.stage, row, col)
    steps = block_steps(look.engine, look.photo, features.stage, channel, row, col)
    stages = tuple(stage.name for stage in plan.stages if followable(plan, stage.name))
    index = top_classes(look.photo, 1)[0].index if query.class_index is None else query.class_index
    check_class(look.photo, index)
    final = final_steps(look.engine, look.photo, index) if plan.exact_cam else None
    return BlockFindings(look, steps, channel, row, col, stages, final)


def _lively(look: Look, features: FeatureMaps, query: LayersQuery) -> tuple[int, int, int]:
    """(channel, row, col): as the address says, and where it says nothing, where the stage does most."""
    if query.channel is not None:
        check_channel(features, query.channel)
    if query.cell is not None:
        look.plan.check_cell(features.stage, *query.cell)
    done = np.abs(features.maps - _past(look, features))
    allowed = np.zeros_like(done)
    channels = slice(None) if query.channel is None else query.channel
    rows, cols = (slice(None), slice(None)) if query.cell is None else query.cell
    allowed[channels, rows, cols] = done[channels, rows, cols] + 1e-6
    channel, row, col = np.unravel_index(int(allowed.argmax()), done.shape)
    return int(channel), int(row), int(col)


def _past(look: Look, features: FeatureMaps) -> FloatArray | float:
    """What comes past the stage unchanged, where something does: a channel that only passes it on does nothing here."""
    last = look.plan.operations_of(features.stage)[-1]
    known = {stage.stage: stage.maps for stage in look.photo.stages}
    return next((known[name] for name in last.inputs if len(last.inputs) == 2 and name in known), 0.0)


def block_stage(plan: NetworkPlan) -> str:
    """A stage with a way past it, a third of the way in; else the one with the most operations that can be followed."""
    names = [stage.name for stage in plan.stages if followable(plan, stage.name)]
    past = [name for name in names if any(len(each.inputs) == 2 for each in plan.operations_of(name))]
    if past:
        return past[len(past) // 3]
    return max(names, key=lambda name: len(plan.operations_of(name)), default=plan.stages[0].name)
