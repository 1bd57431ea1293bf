"""The CNN lab for the web: every stage of a photo by any backbone, loaded and run only when first asked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np

from app.photos.photo import read_pixels
from app.samples.library import Library
from app.samples.sample import Sample
from app.work.cache import SharedCache
from app.work.gate import InferenceGate
from app.work.sweeps import Grown, Sweeps
from models.lab_results import FeatureMaps, StagedPhoto, TimingReport
from models.network import NetworkPlan
from models.results import Pixels

if TYPE_CHECKING:
    from models.engine.stages import StageEngine

Result = TypeVar("Result")
ENGINES = 4  # backbones kept in memory; each takes about 60 MB
_SMALL = 64  # bytes that a number or a name is taken for


class Backbones(Protocol):
    """Where engines come from. Both are blocking."""

    def prepared(self, net: str) -> bool:
        """Whether loading takes a moment only; otherwise the network is exported first, which takes ten seconds."""

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
    """Engines by name, staged photos and studies of them, all kept while there is room.

    Short runs share the gate with the words; studies, which take seconds, have a gate of one slot to themselves.
    """

    def __init__(self, backbones: Backbones, gate: InferenceGate, library: Library, max_bytes: int) -> None:
        self._backbones = backbones
        self._gate = gate
        self._library = library
        self._bench = InferenceGate(1, 16)
        self._loading: dict[str, asyncio.Task[StageEngine]] = {}
        self._engines: SharedCache[StageEngine] = SharedCache(ENGINES, lambda _: 1)
        self._photos = SharedCache[StagedPhoto](max_bytes * 3 // 4, bytes_of)
        self._studies = SharedCache[Any](max_bytes // 4, bytes_of)
        self._sweeps = Sweeps(self._bench, self._studies)

    async def prepared(self, net: str) -> bool:
        """Whether the backbone can be had in a moment."""
        return await self._gate.run(self._backbones.prepared, net)

    async def engine(self, net: str) -> StageEngine:
        """The backbone of this name, loaded the first time."""
        return await self._engines.get(net, lambda: self._bench.run(self._backbones.load, net))

    async def ready(self, net: str, patience: float) -> bool:
        """Wait for the backbone; False when it takes longer, and it goes on loading."""
        if net not in self._loading:
            self._loading[net] = asyncio.create_task(self.engine(net))
            self._loading[net].add_done_callback(lambda _: self._loading.pop(net, None))
        task = self._loading[net]
        await asyncio.wait([task], timeout=patience)
        return task.done() and task.result() is not None

    async def look(self, sample: Sample, net: str) -> Look:
        """Every stage of a sample's photo."""
        engine = await self.engine(net)

        async def compute() -> StagedPhoto:
            return await self._gate.run(self._look, engine, sample.photo_id)

        return Look(engine, await self._photos.get(_key(net, sample.photo_id), compute))

    async def run(self, function: Callable[..., Result], *args: Any) -> Result:
        """A short piece of work, behind the gate and not kept."""
        return await self._gate.run(function, *args)

    async def keep(self, key: tuple[object, ...], function: Callable[..., Result], *args: Any) -> Result:
        """A short piece of work whose result is kept; `key` says all it depends on, photo and backbone included."""
        result: Result = await self._studies.get(_key(*key), lambda: self._gate.run(function, *args))
        return result

    async def study(self, key: tuple[object, ...], function: Callable[..., Result], *args: Any) -> Result:
        """The same for what takes longer than a moment: it does not hold up the words."""
        result: Result = await self._studies.get(_key(*key), lambda: self._bench.run(function, *args))
        return result

    async def slow(self, function: Callable[..., Result], *args: Any) -> Result:
        """What takes long and is not kept here."""
        return await self._bench.run(function, *args)

    def grown(self, key: tuple[object, ...]) -> Grown | None:
        """What there is of a sweep: all of it, part of it while somebody watches it grow, or nothing."""
        return self._sweeps.peek(_key(*key))

    def watch(self, key: tuple[object, ...], make: Callable[[], Iterator[Grown]]) -> AsyncIterator[Grown]:
        """A sweep's results as they grow. It stops when nobody watches any more."""
        return self._sweeps.watch(_key(*key), make)

    async def finish(self, key: tuple[object, ...], make: Callable[[], Iterator[Grown]]) -> Grown:
        """A sweep's last result."""
        results = [grown async for grown in self.watch(key, make)]
        return results[-1]

    async def times(self, net: str) -> TimingReport:
        """Milliseconds per stage, measured here once."""
        from models.engine.stage_timing import time_stages

        return await self.study(("times", net), time_stages, await self.engine(net))

    async def pixels(self, sample: Sample) -> Pixels:
        """The photo itself, as the models see it."""
        return await self._gate.run(self._pixels, sample.photo_id)

    def _pixels(self, photo_id: str) -> Pixels:
        return read_pixels(self._library.photo(photo_id))

    def _look(self, engine: StageEngine, photo_id: str) -> StagedPhoto:
        return engine.look(read_pixels(self._library.photo(photo_id)))


def bytes_of(value: Any) -> int:
    """Memory of a result: its arrays, however deep they lie, and a little for everything else."""
    if isinstance(value, np.ndarray):
        return value.nbytes
    if is_dataclass(value) and not isinstance(value, type):
        return _SMALL + sum(bytes_of(getattr(value, field.name)) for field in fields(value))
    if isinstance(value, tuple | list):
        return _SMALL + sum(bytes_of(item) for item in value)
    return _SMALL


def _key(*parts: object) -> str:
    return "\n".join(str(part) for part in parts)
