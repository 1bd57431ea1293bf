"""The sub-view `flamingo`: gated layers between the blocks of a frozen language model, on the person's own photo."""

from __future__ import annotations

from app.engines import Engines
from app.panels.encoder.flamingo import api
from app.panels.encoder.flamingo.page import FlamingoPage, flamingo_overlay, flamingo_page
from app.panels.encoder.flamingo.result import (
    LAYER,
    OPEN,
    SAID,
    TOLD,
    FlamingoResult,
    find_flamingo,
    query_job,
    share_of,
    told_of,
)
from app.panels.encoder.query import EncoderQuery
from app.panels.encoder.scene import EncoderScene
from app.panels.encoder.subview import EncoderSubView
from app.panels.overlay import Overlay
from app.panels.panel import Growth
from app.samples.sample import Sample
from app.work.sweeps import Work


class FlamingoView(EncoderSubView):
    """The gates, each word with them and without them, and where it was looked for."""

    name = "flamingo"
    template = "panels/encoder/_flamingo.html"
    own = frozenset({TOLD, OPEN, SAID, LAYER})
    routers = (api.router, api.files)
    needs_models = False

    def works(self, sample: Sample, query: EncoderQuery, engines: Engines) -> tuple[Work, ...]:
        """Loading and reading, when it is asked for."""
        ready = query.start and engines.flamingo.installed()
        return (engines.flamingo.work(sample, query_job(sample, query)),) if ready else ()

    async def examine(self, sample: Sample, query: EncoderQuery, engines: Engines, grown: Growth) -> FlamingoResult:
        """As far as it is."""
        return await find_flamingo(sample, told_of(sample, query), share_of(query), engines, grown)

    def draw(self, findings: FlamingoResult, scene: EncoderScene) -> FlamingoPage:
        """Gates, words, what was measured."""
        return flamingo_page(findings, scene)

    def overlay(self, findings: FlamingoResult, scene: EncoderScene) -> Overlay:
        """Where the chosen word was looked for."""
        return flamingo_overlay(findings, scene)
