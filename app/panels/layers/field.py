"""The sub-view `field`: which pixels a cell can depend on, and which it does depend on."""

from __future__ import annotations

from app.engines import Engines
from app.panels.layers.field_drawing import draw_field, field_overlay
from app.panels.layers.field_result import FieldResult, find_fields
from app.panels.layers.field_view import FieldPage
from app.panels.layers.query import LayersQuery
from app.panels.layers.scene import LayersScene
from app.panels.layers.subview import LayersSubView, early_stage
from app.panels.overlay import Overlay
from app.panels.panel import Growth
from app.samples.sample import Sample
from models.network import NetworkPlan


class FieldView(LayersSubView):
    """The theoretical and the effective receptive field of one cell."""

    name = "field"
    template = "panels/layers/_field.html"

    def stage(self, plan: NetworkPlan) -> str:
        """Where it starts."""
        return early_stage(plan)

    async def examine(self, sample: Sample, query: LayersQuery, engines: Engines, grown: Growth) -> FieldResult:
        """Of the cell that was pointed at, or of the one in the middle."""
        look = await engines.lab.look(sample, query.net)
        stage = query.stage or self.stage(look.plan)
        _, rows, cols = look.plan.stage(stage).shape
        row, col = query.cell or (rows // 2, cols // 2)
        key = ("field", query.net, sample.photo_id, stage, row, col, query.channel)
        return await engines.runner.run(find_fields, look, stage, row, col, query.channel, key=key)

    def draw(self, result: FieldResult, scene: LayersScene) -> FieldPage:
        """Numbers, pictures, and the formula with the numbers in."""
        return draw_field(result, scene)

    def overlay(self, result: FieldResult, scene: LayersScene) -> Overlay:
        """Both fields over the photo, and the grid of cells."""
        return field_overlay(result, scene)
