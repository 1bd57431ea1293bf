"""The sub-view `field`: which pixels a cell can depend on, and which it does depend on."""

from __future__ import annotations

from app.engines import Engines
from app.panels.layers.field import api
from app.panels.layers.field.drawing import draw_field, field_overlay
from app.panels.layers.field.page import FieldPage
from app.panels.layers.field.result import FieldFindings, find_field
from app.panels.layers.query import LayersQuery
from app.panels.layers.scene import LayersScene
from app.panels.layers.subview import LayersSubView
from app.panels.overlay import Overlay
from app.panels.panel import Growth
from app.samples.sample import Sample


class FieldSubView(LayersSubView):
    """The theoretical and the effective receptive field of one cell."""

    name = "field"
    template = "panels/layers/_field.html"
    routers = (api.router,)

    async def examine(self, sample: Sample, query: LayersQuery, engines: Engines, grown: Growth) -> FieldFindings:
        """Of the cell that was pointed at, or of the one in the middle."""
        return await find_field(sample, query, engines)

    def draw(self, findings: FieldFindings, scene: LayersScene) -> FieldPage:
        """Numbers, pictures, and the formula with the numbers in."""
        return draw_field(findings, scene)

    def overlay(self, findings: FieldFindings, scene: LayersScene) -> Overlay:
        """Both fields over the photo, and the grid of cells."""
        return field_overlay(findings, scene)
