"""The sub-view `hub`: a person's own CLIP or BLIP on the same photo and sentence."""

from __future__ import annotations

from app.engines import Engines
from app.engines.hub import HubJob
from app.panels.fusion.hub import api
from app.panels.fusion.hub.page import HubPage, hub_overlay, hub_page
from app.panels.fusion.hub.result import HubFindings, read_hub, wrong_name
from app.panels.fusion.query import FusionQuery
from app.panels.fusion.scene import FusionScene
from app.panels.fusion.subview import FusionSubView
from app.panels.overlay import Overlay
from app.panels.panel import Growth
from app.samples.sample import Sample
from app.work.sweeps import Work


class HubView(FusionSubView):
    """A checkpoint by its name."""

    name = "hub"
    template = "panels/fusion/_hub.html"
    routers = (api.router,)
    needs_models = False

    def works(self, sample: Sample, query: FusionQuery, engines: Engines) -> tuple[Work, ...]:
        """Loading and reading while the page listens; with `wait` it is done in `examine`, which tells a failure."""
        hub, job = engines.hub, job_of(sample, query)
        if not query.model or query.wait or hub.failure(job) or wrong_name(hub, query.model):
            return ()
        return (hub.work(sample, job),)

    async def examine(self, sample: Sample, query: FusionQuery, engines: Engines, grown: Growth) -> HubFindings:
        """The reading, where it is there."""
        return await read_hub(engines.hub, sample, job_of(sample, query), query.wait)

    def draw(self, findings: HubFindings, scene: FusionScene) -> HubPage:
        """The field, and below it what there is."""
        return hub_page(findings, scene)

    def overlay(self, findings: HubFindings, scene: FusionScene) -> Overlay | None:
        """The chosen word's map, or the sentence's."""
        return hub_overlay(findings.reading, scene) if findings.reading else None


def job_of(sample: Sample, query: FusionQuery) -> HubJob:
    """What the address asks for."""
    return HubJob(query.model, query.fit, sample.photo_id, sample.sentence)
