"""The sub-view `caption`: a small language model reads the photo's places and writes what it makes of them."""

from __future__ import annotations

from app.engines import Engines
from app.panels.encoder.caption import api
from app.panels.encoder.caption.page import CaptionPage, caption_overlay, caption_page
from app.panels.encoder.caption.result import GIVEN, CaptionResult, caption_job, find_caption, given_of
from app.panels.encoder.query import EncoderQuery
from app.panels.encoder.scene import EncoderScene
from app.panels.encoder.subview import EncoderSubView
from app.panels.overlay import Overlay
from app.panels.panel import Growth
from app.samples.sample import Sample
from app.work.sweeps import Work


class CaptionView(EncoderSubView):
    """The sequence that is given, and the caption word by word."""

    name = "caption"
    template = "panels/encoder/_caption.html"
    own = frozenset({GIVEN})
    routers = (api.router,)
    needs_models = False

    def works(self, sample: Sample, query: EncoderQuery, engines: Engines) -> tuple[Work, ...]:
        """Loading and writing, when it is asked for."""
        ready = query.start and engines.captions.source.installed()
        return (engines.captions.work(sample, caption_job(sample, given_of(query))),) if ready else ()

    async def examine(self, sample: Sample, query: EncoderQuery, engines: Engines, grown: Growth) -> CaptionResult:
        """As far as it is."""
        return await find_caption(sample, given_of(query), engines, grown)

    def draw(self, findings: CaptionResult, scene: EncoderScene) -> CaptionPage:
        """Sequence, words, what was measured."""
        return caption_page(findings, scene)

    def overlay(self, findings: CaptionResult, scene: EncoderScene) -> Overlay:
        """The photo's places."""
        return caption_overlay(findings, scene)
