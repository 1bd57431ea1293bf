"""Where a class is seen, as the address asks for it: shown by the sub-view `class`, checked by `trust`."""

from __future__ import annotations

from app.engines.lab import Look
from app.panels.layers.query import LayersQuery
from app.panels.layers.subview import last_stage
from app.samples.sample import Sample
from app.work.runner import Runner
from models.class_activation import cam, grad_cam, top_classes
from models.errors import InvalidArgument
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
    """The kind that is asked for; without one CAM where it is exact, else Grad-CAM. Raises InvalidArgument.

    Nothing is made in place of what was asked for: CAM is exact at the last stage of some networks only.
    """
    exact = plan.exact_cam and query.stage in (None, last_stage(plan))
    asked = query.get("kind")
    if not asked:
        return MapKind.CAM if exact else MapKind.GRAD_CAM
    if asked not in set(MapKind):
        raise _no_such_kind(asked)
    if asked == MapKind.CAM and not exact:
        raise _no_cam(plan, query.stage)
    return MapKind(asked)


def _no_such_kind(asked: str) -> InvalidArgument:
    kinds = ", ".join(MapKind)
    message, hint = f"There is no map of the kind {asked[:20]}.", f"Choose one of: {kinds}."
    return InvalidArgument(message, code="no_such_kind", argument="kind", hint=hint, kinds=kinds)


def _no_cam(plan: NetworkPlan, stage: str | None) -> InvalidArgument:
    if not plan.exact_cam:
        return InvalidArgument(
            f"{plan.backbone} does not end in global pooling and one linear layer.",
            code="no_exact_cam",
            argument="kind",
            hint="Choose Grad-CAM for this backbone.",
            backbone=plan.backbone,
        )
    last = last_stage(plan)
    return InvalidArgument(
        f"A class activation map is exact at the last stage, {last}, not at {stage}.",
        code="no_cam_there",
        argument="stage",
        hint=f"Choose {last}, or Grad-CAM.",
        last=last,
        stage=stage or "",
    )
