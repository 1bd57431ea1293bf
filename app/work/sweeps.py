"""Work whose results grow step by step: shared by those who watch, stopped when nobody does, kept when it is done."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from app.work.cache import SharedCache
from app.work.gate import InferenceGate
from models.errors import Busy, FoveaError

FAILURES = 100  # kept


@dataclass(frozen=True)
class Grown:
    """What there is of a result, and how much of the work is behind it."""

    value: Any
    done: int
    total: int

    @property
    def complete(self) -> bool:
        """Whether this is the last one."""
        return self.done >= self.total


Steps = Callable[[], Iterator[Grown]]


@dataclass(frozen=True)
class Work:
    """Something that takes longer than a moment: its key says all it depends on; `make` gets what it needs first."""

    name: str  # locale key work.NAME
    key: tuple[object, ...]
    make: Callable[[], Awaitable[Steps]]


@dataclass(frozen=True)
class Progress:
    """How far the works of a sub-view are."""

    name: str  # of the work that comes next
    share: float  # 0..1 of all of them


@dataclass
class _Job:
    """A sweep under way."""

    task: asyncio.Task[None] | None = None
    latest: Grown | None = None
    watchers: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)


class Sweeps:
    """One job per key. Every step passes the gate by itself, so that sweeps take turns."""

    def __init__(self, gate: InferenceGate, kept: SharedCache[Any]) -> None:
        self._gate = gate
        self._kept = kept
        self._jobs: dict[str, _Job] = {}
        self._failures: OrderedDict[str, FoveaError] = OrderedDict()

    def peek(self, key: str) -> Grown | None:
        """What there is."""
        kept: Grown | None = self._kept.peek(key)
        return kept or (self._jobs[key].latest if key in self._jobs else None)

    def failure(self, key: str) -> FoveaError | None:
        """What ended this work the last time; forgotten when it is started again."""
        error = self._failures.get(key)
        return _bare(error) if error else None

    async def watch(self, key: str, make: Callable[[], Awaitable[Steps]]) -> AsyncIterator[Grown]:
        """Results as they grow, the newest each time; starts the work where it is not under way."""
        kept: Grown | None = self._kept.peek(key)
        if kept is not None:
            yield kept
            return
        job = self._jobs.get(key) or self._start(key, make)
        job.watchers += 1
        try:
            async for grown in _follow(job):
                yield grown
        finally:
            job.watchers -= 1
            if job.watchers == 0 and job.task is not None:
                job.task.cancel()

    def _start(self, key: str, make: Callable[[], Awaitable[Steps]]) -> _Job:
        self._failures.pop(key, None)
        job = self._jobs[key] = _Job()
        job.task = asyncio.create_task(self._run(key, job, make))
        return job

    async def _run(self, key: str, job: _Job, make: Callable[[], Awaitable[Steps]]) -> None:
        try:
            steps = await self._gate.run(await make())
            while (grown := await self._gate.run(_step, steps)) is not None:
                job.latest = grown
                _tell(job)
            if job.latest is not None:
                self._kept.put(key, job.latest)
        except FoveaError as error:
            self._remember(key, error)
            raise
        finally:
            del self._jobs[key]
            _tell(job)

    def _remember(self, key: str, error: FoveaError) -> None:
        """A full queue is no failure of the work."""
        if not isinstance(error, Busy):
            self._failures[key] = error
        while len(self._failures) > FAILURES:
            self._failures.popitem(last=False)


async def _follow(job: _Job) -> AsyncIterator[Grown]:
    told: Grown | None = None
    assert job.task is not None
    while not job.task.done():
        changed = job.changed
        if job.latest is not None and job.latest is not told:
            told = job.latest
            yield told
        else:
            await asyncio.wait([asyncio.ensure_future(changed.wait()), job.task], return_when=asyncio.FIRST_COMPLETED)
    job.task.result()
    if job.latest is not None and job.latest is not told:
        yield job.latest


def _tell(job: _Job) -> None:
    job.changed.set()
    job.changed = asyncio.Event()


def _step(steps: Iterator[Grown]) -> Grown | None:
    return next(steps, None)


def _bare(error: FoveaError) -> FoveaError:
    """Without the frames in which it was raised: they hold on to arrays, and grow each time that it is raised again."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)
