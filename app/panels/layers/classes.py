"""The sub-view `class`: what the network says is in the photo, and where it sees each class."""

from __future__ import annotations

from dataclasses import dataclass

from app.engines import Engines
from app.engines.lab import Look
from app.panels.layers.class_drawing import class_overlay, draw_classes
from app.panels.layers.class_view import ClassesShown
from app.panels.layers.query import LayersQuery
from app.panels.layers.scene import LayersScene
from app.panels.layers.subview import LayersSubView, last_stage
from app.panels.overlay import Overlay
from app.panels.panel import Growth
from app.samples.sample import Sample
from app.work.runner import Runner
from models.class_activation import cam, check_class, grad_cam, top_classes
from models.lab_results.classes import ClassMap, MapKind
from models.network import NetworkPlan


@dataclass(frozen=True)
class ClassResult:
    """One class of a photo, and its map."""

    look: Look
    class_index: int
    map: ClassMap


class ClassView(LayersSubView):
    """Class activation maps."""

    name = "class"
    template = "panels/layers/_class.html"
    own = frozenset({"kind", "find"})

    def stage(self, plan: NetworkPlan) -> str:
        """Where it starts."""
        return last_stage(plan)

    async def examine(self, sample: Sample, query: LayersQuery, engines: Engines, grown: Growth) -> ClassResult:
        """The map of the class in the address, or of the most probable one."""
        look = await engines.lab.look(sample, query.net)
        index = top_classes(look.photo, 1)[0].index if query.class_index is None else query.class_index
        check_class(look.photo, index)
        if query.cell:
            look.plan.check_cell(query.stage or "", *query.cell)
        return ClassResult(look, index, await class_map_of(engines.runner, sample, look, index, query))

    def draw(self, result: ClassResult, scene: LayersScene) -> ClassesShown:
        """The classes, and the map of one of them in words and numbers."""
        return draw_classes(result.look, result.class_index, result.map, scene)

    def overlay(self, result: ClassResult, scene: LayersScene) -> Overlay:
        """The map over the photo."""
        return class_overlay(result.look, result.map, scene)


async def class_map_of(runner: Runner, sample: Sample, look: Look, index: int, query: LayersQuery) -> ClassMap:
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
