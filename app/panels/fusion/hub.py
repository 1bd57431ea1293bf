"""The sub-view `hub`: a person's own CLIP or BLIP on the same photo and sentence."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.engines import Engines
from app.engines.hub import HubJob, HubState
from app.panels.fusion.hub_page import HubPage, empty_page
from app.panels.fusion.hub_view import chosen_overlay, view_reading
from app.panels.fusion.query import FusionQuery
from app.panels.fusion.scene import FusionScene
from app.panels.fusion.subview import FusionSubView
from app.panels.overlay import Overlay
from app.panels.panel import Growth
from app.samples.sample import Sample
from app.work.sweeps import Steps, Work
from models.errors import BrokenInstall, FoveaError, InvalidInput
from models.hub_results import Fit, HubReading


@dataclass(frozen=True)
class HubResult:
    """What this server has, and what the checkpoint made of the sample."""

    state: HubState
    reading: HubReading | None = None
    error: FoveaError | None = None


class HubView(FusionSubView):
    """A checkpoint by its name."""

    name = "hub"
    template = "panels/fusion/_hub.html"
    needs_models = False

    def works(self, sample: Sample, query: FusionQuery, engines: Engines) -> tuple[Work, ...]:
        """Loading and reading, where there is something to load; a failure is tried again only by `wait`."""
        hub, job = engines.hub, job_of(sample, query)
        if not query.model or hub.kept(job) or (hub.failure(job) and not query.wait):
            return ()
        if _wrong(query.model, engines):
            return ()

        async def make() -> Steps:
            pixels = await engines.lab.pixels(sample)
            return lambda: hub.steps(job, pixels)

        return (Work("hub", hub.attempt(job), make),)

    async def examine(self, sample: Sample, query: FusionQuery, engines: Engines, grown: Growth) -> HubResult:
        """The reading, where it is there."""
        hub, job = engines.hub, job_of(sample, query)
        state = await hub.state()
        if not query.model:
            return HubResult(state)
        error = _wrong(query.model, engines) or hub.failure(job)
        if error is not None:
            return HubResult(state, error=error)
        return HubResult(state, hub.kept(job))

    def draw(self, result: HubResult, scene: FusionScene) -> HubPage:
        """The field, and below it what there is."""
        page = empty_page(result.state, result.error, scene)
        if result.reading is None:
            return page
        return replace(page, read=view_reading(result.reading, scene))

    def overlay(self, result: HubResult, scene: FusionScene) -> Overlay | None:
        """The chosen word's map, or the sentence's."""
        return chosen_overlay(result.reading, scene) if result.reading else None


def job_of(sample: Sample, query: FusionQuery) -> HubJob:
    """What the address asks for."""
    return HubJob(query.model, Fit(query.fit), sample.photo_id, sample.sentence)


def _wrong(model: str, engines: Engines) -> FoveaError | None:
    """What is wrong with a name before anything is loaded: a look at the folder, no more."""
    try:
        engines.hub.source.check(model)
    except (InvalidInput, BrokenInstall) as error:
        return error
    return None
