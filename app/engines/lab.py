"""The CNN lab for the web: every stage of a photo by any backbone, loaded and run only when first asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

from app.photos.photo import read_pixels
from app.samples.library import Library
from app.samples.sample import Sample
from app.work.cache import SharedCache, bytes_of, key_text
from app.work.loading import Loading
from app.work.runner import Runner
from models.lab_results.costs import TimingReport
from models.lab_results.maps import FeatureMaps, StagedPhoto
from models.network import NetworkPlan
from models.results import Pixels

if TYPE_CHECKING:
    from models.engine.lab.stages import StageEngine


class Backbones(Protocol):
    """Where engines come from. `prepared` and `load` are blocking."""

    def key(self, net: str) -> str:
        """What tells a network from others of its name: weights may be replaced while the server runs."""

    def prepared(self, net: str) -> bool:
        """Whether loading takes a moment only; otherwise the network is exported first, which takes ten seconds.

        Raises what is known to be wrong with the network without loading it.
        """

    def load(self, net: str) -> StageEngine:
        """The engine of a backbone; raises InvalidArgument or BrokenInstall."""


@dataclass(frozen=True)
class Look:
    """A photo as one backbone sees it, and the backbone itself."""

    engine: StageEngine
    photo: StagedPhoto

    def stage(self, name: str) -> FeatureMaps:
        """Every channel of one stage; raises InvalidArgument when there is no such stage."""
        return self.photo.stages[self.plan.stage_index(name)]

    @property
    def plan(self) -> NetworkPlan:
        """What is known of the network before it runs."""
        return self.engine.plan


class LabService:
    """Engines by name and staged photos, kept while there is room."""

    def __init__(
        self, backbones: Backbones, runner: Runner, library: Library, max_bytes: int, network_bytes: int
    ) -> None:
        self._backbones = backbones
        self._runner = runner
        self._library = library
        self._loading: dict[str, Loading[None]] = {}
        self._engines: SharedCache[StageEngine] = SharedCache(
            network_bytes,
            lambda engine: min(engine.bytes, network_bytes),  # the latest stays, however large
        )
        self.photos = SharedCache[StagedPhoto](max_bytes, bytes_of)

    async def prepared(self, net: str) -> bool:
        """Whether the backbone can be had in a moment."""
        return await self._runner.run(self._backbones.prepared, net)

    async def engine(self, net: str) -> StageEngine:
        """The backbone of this name, loaded the first time; what is known to be wrong is told without waiting."""

        async def load() -> StageEngine:
            await self.prepared(net)
            return await self._runner.run(self._backbones.load, net, long=True)

        return await self._engines.get(self.key(net), load)

    def key(self, net: str) -> str:
        """What results that depend on a network are kept by."""
        return self._backbones.key(net)

    async def ready(self, net: str, patience: float) -> bool:
        """Wait for the backbone; False when it takes longer, and it goes on loading."""
        loading = self._loading.setdefault(net, Loading(partial(self._load, net)))
        try:
            return await loading.ready(patience)
        finally:
            if not loading.under_way:
                self._loading.pop(net, None)

    async def plan(self, net: str, patience: float) -> NetworkPlan | None:
        """What is known of the backbone; None where exporting it takes longer than `patience` seconds."""
        if not await self.prepared(net) and not (patience and await self.ready(net, patience)):
            return None
        return (await self.engine(net)).plan

    async def _load(self, net: str) -> None:
        """Into the cache, which alone holds on to it."""
        await self.engine(net)

    async def look(self, sample: Sample, net: str) -> Look:
        """Every stage of a sample's photo."""
        engine = await self.engine(net)

        async def compute() -> StagedPhoto:
            return await self._runner.run(self._look, engine, sample.photo_id)

        return Look(engine, await self.photos.get(key_text(self.key(net), sample.photo_id), compute))

    async def times(self, net: str) -> TimingReport:
        """Milliseconds per stage, measured here once."""
        from models.engine.lab.stage_timing import time_stages

        return await self._runner.run(time_stages, await self.engine(net), key=("times", self.key(net)), long=True)

    async def pixels(self, sample: Sample) -> Pixels:
        """The photo itself, as the models see it."""
        return await self._runner.run(self.read_pixels, sample.photo_id)

    async def sample(self, sample_id: str) -> Sample:
        """Another sample of the library; raises NotFound."""
        return await self._runner.run(self._library.get, sample_id)

    def read_pixels(self, photo_id: str) -> Pixels:
        """A photo decoded; blocking."""
        return read_pixels(self._library.photo(photo_id))

    def _look(self, engine: StageEngine, photo_id: str) -> StagedPhoto:
        return engine.look(read_pixels(self._library.photo(photo_id)))
