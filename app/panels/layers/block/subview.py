"""The sub-view `block`: step by step through a real block, with the numbers of one cell."""

from __future__ import annotations

from app.engines import Engines
from app.panels.layers.block import api
from app.panels.layers.block.drawing import block_overlay, draw_block
from app.panels.layers.block.page import BlockPage
from app.panels.layers.block.result import BlockFindings, block_stage, find_block
from app.panels.layers.query import LayersQuery
from app.panels.layers.scene import LayersScene
from app.panels.layers.subview import LayersSubView
from app.panels.overlay import Overlay
from app.panels.panel import Growth
from app.samples.sample import Sample
from models.network import NetworkPlan


class BlockSubView(LayersSubView):
    """Convolution, norm, activation, the way past the block, and at the end pooling and the classifier."""

    name = "block"
    template = "panels/layers/_block.html"
    routers = (api.router,)

    def stage(self, plan: NetworkPlan) -> str:
        """One with a way past it."""
        return block_stage(plan)

    async def examine(self, sample: Sample, query: LayersQuery, engines: Engines, grown: Growth) -> BlockFindings:
        """The steps of one number."""
        return await find_block(sample, query, engines)

    def draw(self, findings: BlockFindings, scene: LayersScene) -> BlockPage:
        """Every step with its numbers."""
        return draw_block(findings, scene)

    def overlay(self, findings: BlockFindings, scene: LayersScene) -> Overlay:
        """The channel over the photo, and the cell."""
        return block_overlay(findings, scene)
