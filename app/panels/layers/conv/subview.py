"""The sub-view `conv`: one kernel sliding over the photo, live."""

from __future__ import annotations

from app.engines import Engines
from app.panels.layers.conv import api
from app.panels.layers.conv.drawing import conv_overlay, draw_convolution
from app.panels.layers.conv.page import ConvPage
from app.panels.layers.conv.result import ConvFindings, find_convolution
from app.panels.layers.query import LayersQuery
from app.panels.layers.scene import LayersScene
from app.panels.layers.subview import LayersSubView
from app.panels.overlay import Overlay
from app.panels.panel import Growth
from app.samples.sample import Sample


class ConvSubView(LayersSubView):
    """One convolution at one place; `kernel` and `at` (row and column of the output) are its own.

    Whatever stage the strip stands at: the kernel is no stage's but the photo's.
    """

    name = "conv"
    template = "panels/layers/_conv.html"
    own = frozenset({"kernel", "at"})
    routers = (api.router,)

    async def examine(self, sample: Sample, query: LayersQuery, engines: Engines, grown: Growth) -> ConvFindings:
        """A kernel that cannot be read is told beside one that can."""
        return await find_convolution(sample, query, engines)

    def draw(self, findings: ConvFindings, scene: LayersScene) -> ConvPage:
        """The kernel to edit, the output, and the sum."""
        return draw_convolution(findings, scene)

    def overlay(self, findings: ConvFindings, scene: LayersScene) -> Overlay:
        """The pixels the kernel reads, and the patch."""
        return conv_overlay(findings, scene)
