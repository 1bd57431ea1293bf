"""The sub-view `class`: what the network says is in the photo, and where it sees each class."""

from __future__ import annotations

from app.engines import Engines
from app.panels.layers.classes import api
from app.panels.layers.classes.page import ClassesPage, class_overlay, draw_classes
from app.panels.layers.classes.result import ClassFindings, find_class
from app.panels.layers.query import LayersQuery
from app.panels.layers.scene import LayersScene
from app.panels.layers.subview import LayersSubView, last_stage
from app.panels.overlay import Overlay
from app.panels.panel import Growth
from app.samples.sample import Sample
from models.network import NetworkPlan


class ClassSubView(LayersSubView):
    """Class activation maps; `kind` (cam or grad_cam) and `find` (part of a class's name) are its own."""

    name = "class"
    template = "panels/layers/_class.html"
    own = frozenset({"kind", "find"})
    routers = (api.router, api.pictures)

    def stage(self, plan: NetworkPlan) -> str:
        """Where it starts."""
        return last_stage(plan)

    async def examine(self, sample: Sample, query: LayersQuery, engines: Engines, grown: Growth) -> ClassFindings:
        """The map of the class in the address, or of the most probable one."""
        return await find_class(sample, query, engines)

    def draw(self, findings: ClassFindings, scene: LayersScene) -> ClassesPage:
        """The classes, and the map of one of them in words and numbers."""
        return draw_classes(findings, scene)

    def overlay(self, findings: ClassFindings, scene: LayersScene) -> Overlay:
        """The map over the photo."""
        return class_overlay(findings, scene)
