"""The sub-view `paradigms`: what a CNN is trained for, and where each row can be seen."""

from __future__ import annotations

from app.engines import Engines
from app.panels.encoder.paradigms import api
from app.panels.encoder.paradigms.page import ParadigmsPage, paradigms_page
from app.panels.encoder.query import EncoderQuery
from app.panels.encoder.scene import EncoderScene
from app.panels.encoder.subview import EncoderSubView
from app.panels.panel import Growth
from app.samples.sample import Sample


class ParadigmsView(EncoderSubView):
    """A table; nothing runs."""

    name = "paradigms"
    template = "panels/encoder/_paradigms.html"
    routers = (api.router,)
    needs_models = False

    async def examine(self, sample: Sample, query: EncoderQuery, engines: Engines, grown: Growth) -> bool:
        """There is nothing to find."""
        return True

    def draw(self, findings: bool, scene: EncoderScene) -> ParadigmsPage:
        """Rows with their ways out."""
        return paradigms_page(scene)
