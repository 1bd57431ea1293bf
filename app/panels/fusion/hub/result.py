"""What `hub` finds: the server's checkpoints, and what one of them makes of the sample."""

from __future__ import annotations

from dataclasses import dataclass

from app.engines.hub import HubJob, HubService, HubState
from app.samples.sample import Sample
from models.errors import BrokenInstall, FoveaError, InvalidInput
from models.hub_results import HubReading


@dataclass(frozen=True)
class HubFindings:
    """No reading where it is not there yet, or where there is an error, which is told beside the field."""

    state: HubState
    reading: HubReading | None = None
    error: FoveaError | None = None


async def read_hub(hub: HubService, sample: Sample, job: HubJob, wait: bool) -> HubFindings:
    """What there is of the job; with `wait` it is done first, also where it has failed before."""
    state = await hub.state()
    if not job.model:
        return HubFindings(state)
    error = wrong_name(hub, job.model) or (await _tried(hub, sample, job) if wait else hub.failure(job))
    return HubFindings(state, None if error else hub.kept(job), error)


def wrong_name(hub: HubService, model: str) -> FoveaError | None:
    """What is wrong with a name before anything is loaded: a look at the folder, no more."""
    try:
        hub.source.check(model)
    except (InvalidInput, BrokenInstall) as error:
        return error
    return None


async def _tried(hub: HubService, sample: Sample, job: HubJob) -> FoveaError | None:
    try:
        await hub.read(sample, job)
    except (InvalidInput, BrokenInstall) as error:
        return error
    return None
