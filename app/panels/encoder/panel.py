"""The encoder panel: a CNN that answers, and the same CNN that hands over what it saw."""

from __future__ import annotations

from app.engines import Engines
from app.panels.encoder.query import EncoderQuery
from app.panels.encoder.readiness import PATIENCE
from app.panels.encoder.scene import EncoderScene
from app.panels.encoder.subviews import SUBVIEWS
from app.panels.panel import SubViewPanel
from app.samples.sample import Sample


class EncoderPanel(SubViewPanel[EncoderQuery]):
    """What changes when the output of a network is not the answer but the raw material of another one."""

    name = "encoder"
    template = "panels/encoder/_panel.html"
    subviews = SUBVIEWS
    query_type = EncoderQuery
    scene_type = EncoderScene

    async def prepare(self, sample: Sample, query: EncoderQuery, engines: Engines) -> bool | None:
        """Whether the networks are there, where the sub-view needs them."""
        needed = self.subview(query).needs_models
        return True if not needed or await engines.encoder.available(PATIENCE if query.wait else 0) else None
