"""Work whose results grow step by step: shared by those who watch, stopped when nobody does, kept when it is done."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

from app.samples.sample import Sample
from app.work.cache import SharedCache
from app.work.gate import ClientGone, InferenceGate, client_gone
from app.work.shared import Shared
from models.engine.memory import hand_back
from models.errors import Busy, FoveaError

FAILURES = 100  # kept
STOPPED = 8  # works whose last result is kept when nobody watches them any more


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
    result: Any = None  # the type of its last value, where other processes may have it (shelf.py): None says not
    sample: Sample | None = None  # whose photo or sentence it reads: what was made of it goes with it


@dataclass(frozen=True)
class Progress:
    """How far the works of a sub-view are."""

    name: str  # of the work that comes next
    share: float  # 0..1 of all of them
    works: str  # the same for the same works, whatever else the address says


@dataclass
class _Job:
    """A work under way."""

    shared: Shared[None] = field(init=False)
    latest: Grown | None = None
    news: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def tell(self, grown: Grown | None) -> None:
        """What there is now."""
        self.latest = grown
        self.news.set_result(None)
        self.news = asyncio.get_running_loop().create_future()

    async def follow(self) -> AsyncIterator[Grown]:
        """What there is, the newest each time, to the end."""
        told: Grown | None = None
        while not (self.shared.task.done() and self.latest is told):
            if self.latest is not None and self.latest is not told:
                told = self.latest
                yield told
            else:
                await asyncio.wait([self.news, self.shared.task], return_when=asyncio.FIRST_COMPLETED)
        self.shared.task.result()


class Sweeps:
    """One job per key. Every step passes the gate by itself, so that sweeps take turns; each has one place there.

    Nothing here is cancelled: before each step the gate asks whether anybody still watches.
    """

    def __init__(self, gate: InferenceGate, kept: SharedCache[Any]) -> None:
        self._gate = gate
        self._kept = kept
        self._jobs: dict[str, _Job] = {}
        self._failures: OrderedDict[str, FoveaError] = OrderedDict()
        self._stopped: OrderedDict[str, Grown] = OrderedDict()

    def peek(self, key: str) -> Grown | None:
        """What there is; of a work that was stopped, and of one that was then started anew, whichever got further."""
        kept: Grown | None = self._kept.peek(key)
        running = self._jobs[key].latest if key in self._jobs else None
        parts = [part for part in (running, self._stopped.get(key)) if part is not None]
        return kept or max(parts, key=lambda part: part.done, default=None)

    def failure(self, key: str) -> FoveaError | None:
        """What ended this work the last time; forgotten when it is started again."""
        error = self._failures.get(key)
        return _bare(error) if error else None

    async def watch(self, key: str, make: Callable[[], Awaitable[Steps]]) -> AsyncGenerator[Grown]:
        """Results as they grow, the newest each time; starts the work where it is not under way."""
        kept: Grown | None = self._kept.peek(key)
        if kept is not None:
            yield kept
            return
        job = self._jobs.get(key) or self._start(key, make)
        with job.shared.joined():
            async for grown in job.follow():
                yield grown

    def _start(self, key: str, make: Callable[[], Awaitable[Steps]]) -> _Job:
        self._failures.pop(key, None)
        job = self._jobs[key] = _Job()
        job.shared = Shared(self._run(key, job, make))
        return job

    async def _run(self, key: str, job: _Job, make: Callable[[], Awaitable[Steps]]) -> None:
        try:
            started = await make()
            with self._gate.place():
                await self._grow(key, job, started)
        except FoveaError as error:
            self._remember(key, error)
            raise
        finally:
            self._end(key, job)

    async def _grow(self, key: str, job: _Job, started: Steps) -> None:
        steps = await self._gate.step(started)
        try:
            while (grown := await self._gate.step(_step, steps)) is not None:
                job.tell(grown)
        except ClientGone:
            self._end(key, job)  # whoever comes from here on starts anew
            self._set_aside(key, job.latest)
            client_gone.set(None)
            await self._gate.step(_close, steps)
            raise
        if job.latest is not None:
            self._kept.put(key, job.latest)
            self._stopped.pop(key, None)

    def _set_aside(self, key: str, latest: Grown | None) -> None:
        """Whoever cancels keeps seeing what was done, for as long as few others cancel."""
        if latest is not None and latest.done > (self._stopped[key].done if key in self._stopped else 0):
            self._stopped[key] = latest
            self._stopped.move_to_end(key)
        while len(self._stopped) > STOPPED:
            self._stopped.popitem(last=False)

    def _end(self, key: str, job: _Job) -> None:
        if self._jobs.get(key) is job:
            del self._jobs[key]

    def _remember(self, key: str, error: FoveaError) -> None:
        """A full queue is no failure of the work."""
        if not isinstance(error, Busy):
            self._failures[key] = error
        while len(self._failures) > FAILURES:
            self._failures.popitem(last=False)


def _step(steps: Iterator[Grown]) -> Grown | None:
    """The next result; at the end what the work held is given back."""
    grown = next(steps, None)
    if grown is None:
        hand_back()
    return grown


def _close(steps: Iterator[Grown]) -> None:
    """Let go of what it holds, in a thread of the gate: its `finally` may be blocking work too."""
    if isinstance(steps, Generator):
        steps.close()
    hand_back()


def _bare(error: FoveaError) -> FoveaError:
    """Without the frames in which it was raised: they hold on to arrays, and grow each time that it is raised again."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)
