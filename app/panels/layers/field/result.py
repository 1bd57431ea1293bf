"""What the sub-view `field` shows: one cell's fields, and how they grow from stage to stage at the same place."""

from __future__ import annotations

from dataclasses import dataclass

from app.engines import Engines
from app.engines.lab import Look
from app.panels.layers.query import LayersQuery
from app.panels.layers.subview import early_stage
from app.render.downsample import pooled
from app.samples.sample import Sample
from models.effective_field import effective_field
from models.lab_results.fields import EffectiveField, ReceptiveField
from models.network import NetworkPlan
from models.receptive_field import cell_at, receptive_field
from models.results import FloatArray

SMALL = 56  # cells along a side of a landmark's energy: enough for a small picture
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Landmark:
    """A stage on the way, and what its cell at the same place depends on."""

    theoretical: ReceptiveField
    energy: FloatArray  # (SMALL, SMALL), sums to 1, or all 0 for a silent cell
    share_inside: float
    core: float


@dataclass(frozen=True)
class FieldFindings:
    """One cell of one stage."""

    plan: NetworkPlan
    field: EffectiveField
    stages: tuple[ReceptiveField, ...]  # every stage's, of the cell at the same place
    landmarks: tuple[Landmark, ...]  # one per size of map, and the chosen stage
    rows: Spans  # theoretical field of each row of cells: first and last input row
    cols: Spans


async def find_field(sample: Sample, query: LayersQuery, engines: Engines) -> FieldFindings:
    """Of the cell in the address, or of the one in the middle; raises InvalidArgument."""
    look = await engines.lab.look(sample, query.net)
    stage = query.stage or early_stage(look.plan)
    _, rows, cols = look.plan.stage(stage).shape
    row, col = query.cell or (rows // 2, cols // 2)
    key = ("field", query.net, sample.photo_id, stage, row, col, query.channel)
    return await engines.runner.run(fields_of, look, stage, row, col, query.channel, key=key)


def fields_of(look: Look, stage: str, row: int, col: int, channel: int | None) -> FieldFindings:
    """Both fields of a cell; raises InvalidArgument for a stage, cell or channel that does not exist."""
    plan = look.plan
    field = effective_field(look.engine, look.photo, stage, row, col, channel)
    _, rows, cols = plan.stage(stage).shape
    place = (col + 0.5) / cols, (row + 0.5) / rows
    return FieldFindings(
        plan,
        field,
        tuple(receptive_field(plan, each.name, *cell_at(each.shape, *place)) for each in plan.stages),
        tuple(_landmark(look, name, place, field) for name in landmark_stages(plan, stage)),
        tuple(receptive_field(plan, stage, each, 0).rows for each in range(rows)),
        tuple(receptive_field(plan, stage, 0, each).cols for each in range(cols)),
    )


def landmark_stages(plan: NetworkPlan, chosen: str) -> tuple[str, ...]:
    """The last stage of every map size, and the chosen one in its place."""
    last = {stage.reduction: stage.name for stage in plan.stages}
    return tuple(stage.name for stage in plan.stages if stage.name in {*last.values(), chosen})


def _landmark(look: Look, stage: str, place: tuple[float, float], chosen: EffectiveField) -> Landmark:
    if stage == chosen.stage:
        field = chosen
    else:
        field = effective_field(look.engine, look.photo, stage, *cell_at(look.plan.stage(stage).shape, *place))
    return Landmark(field.theoretical, pooled(field.energy, SMALL), field.share_inside, field.core)
