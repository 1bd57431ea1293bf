"""The sub-view `outputs`: what an end model answers, and what the same CNN hands over as an encoder."""

from __future__ import annotations

from app.engines import Engines
from app.panels.encoder.outputs import api
from app.panels.encoder.outputs.page import OutputsPage, outputs_overlay, outputs_page
from app.panels.encoder.outputs.result import OutputsResult, find_outputs
from app.panels.encoder.query import EncoderQuery
from app.panels.encoder.scene import EncoderScene
from app.panels.encoder.subview import EncoderSubView
from app.panels.overlay import Overlay
from app.panels.panel import Growth
from app.samples.sample import Sample


class OutputsView(EncoderSubView):
    """Shapes, sizes and pictures of every output, and the identities between them."""

    name = "outputs"
    template = "panels/encoder/_outputs.html"
    routers = (api.router, api.files)

    async def examine(self, sample: Sample, query: EncoderQuery, engines: Engines, grown: Growth) -> OutputsResult:
        """One run a sentence."""
        return await find_outputs(sample, query, engines)

    def draw(self, findings: OutputsResult, scene: EncoderScene) -> OutputsPage:
        """Answers left, raw material right."""
        return outputs_page(findings, scene)

    def overlay(self, findings: OutputsResult, scene: EncoderScene) -> Overlay:
        """The chosen form over the photo."""
        return outputs_overlay(findings, scene)
