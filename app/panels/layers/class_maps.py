"""Where a class is seen, as the address asks for it: shown by the sub-view `class`, checked by `trust`."""

from __future__ import annotations

from app.engines.lab import Look
from app.panels.layers.query import LayersQuery
from app.panels.layers.subview import last_stage
from app.samples.sample import Sample
from app.work.runner import Runner
from models.class_activation import cam, grad_cam, top_classes
from models.lab_results.classes import ClassMap, MapKind
from models.network import NetworkPlan


def class_of(look: Look, query: LayersQuery) -> int:
    """The class that the address names, or the most probable one."""
    return top_classes(look.photo, 1)[0].index if query.class_index is None else query.class_index


async def find_class_map(runner: Runner, sample: Sample, look: Look, index: int, query: LayersQuery) -> ClassMap:
    """The map of a class, of the kind and at the stage that the address says; raises InvalidArgument."""
    kind, stage = map_kind(look.plan, query), query.stage or last_stage(look.plan)
    key = ("class", sample.photo_id, query.net, kind, stage, index)
    if kind is MapKind.CAM:
        return await runner.run(cam, look.engine, look.photo, index, key=key)
    return await runner.run(grad_cam, look.engine, look.photo, index, stage, key=key)


def map_kind(plan: NetworkPlan, query: LayersQuery) -> MapKind:
    """CAM where it is exact, at the last stage, unless Grad-CAM is asked for."""
    exact = plan.exact_cam and query.stage in (None, last_stage(plan))
    return MapKind.CAM if exact and query.get("kind") != MapKind.GRAD_CAM else MapKind.GRAD_CAM
