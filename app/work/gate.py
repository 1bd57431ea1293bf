"""The one place that runs blocking work (models, decoding, drawing) off the event loop, a bounded amount at a time."""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import ParamSpec, TypeVar

import anyio

from app.work.client import client_name
from app.work.meters import GateMeter
from models.errors import Busy

P = ParamSpec("P")
Result = TypeVar("Result")
Gone = Callable[[], Awaitable[bool]]

# Asks whether the client of the request that is being answered has gone; set by a middleware, None elsewhere.
# Work that several wait for has a question of its own (app/work/shared.py).
client_gone: ContextVar[Gone | None] = ContextVar("client_gone", default=None)


class ClientGone(Exception):
    """Nobody waits for this answer any more; the work was not started."""


# The gates in which whoever asks has a place already: what runs there is a step, and is not counted again.
_placed: ContextVar[tuple[InferenceGate, ...]] = ContextVar("placed", default=())


class InferenceGate:
    """At most `slots` calls run at once, at most `queue_size` wait; the next one is told to come back.

    So is one who would wait longer than `patience` seconds, by the time that calls took lately, and a client that has
    `share` places already.

    A slot belongs to the thread that runs in it. Whoever waits for the call may be cancelled, by asyncio or by a scope
    of anyio: the thread cannot be, and the slot is free when the call has ended.
    """

    def __init__(
        self,
        slots: int,
        queue_size: int,
        retry_after: int = 2,
        patience: float = math.inf,
        share: int | None = None,
    ) -> None:
        self._slots = anyio.Semaphore(slots)
        self._threads = ThreadPoolExecutor(slots, "gate")  # own threads: the default pool would starve other pages
        self._slot_count, self._room = slots, slots + queue_size
        self._retry_after, self._patience, self._share = retry_after, patience, share
        self._inside: Counter[str] = Counter()  # by client
        self.meter = GateMeter()

    async def run(self, function: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
        """Call a blocking function in a thread of the gate; Busy when too many wait already."""
        call = partial(function, *args, **kwargs)
        if self in _placed.get():
            return await _outcome(await self._start(call))
        client = self._enter()
        try:
            running = await self._start(call)
        except BaseException:
            self._leave(client)
            raise
        running.add_done_callback(lambda _: self._leave(client))
        return await _outcome(running)

    @contextmanager
    def place(self) -> Iterator[None]:
        """One place for all the steps of a longer work: Busy at its beginning, and never in its middle."""
        client = self._enter()
        try:
            yield
        finally:
            self._leave(client)

    @contextmanager
    def together(self) -> Iterator[None]:
        """One place for all that is run here meanwhile: every `run` is a step."""
        with self.place():
            token = _placed.set((*_placed.get(), self))
            try:
                yield
            finally:
                _placed.reset(token)

    async def step(self, function: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
        """As `run`, for one who has a place. Steps wait for a slot like everybody else, so that works take turns."""
        return await _outcome(await self._start(partial(function, *args, **kwargs)))

    async def _start(self, call: Callable[[], Result]) -> asyncio.Future[Result]:
        """A call that has a slot and runs."""
        asked = time.monotonic()
        await self._slots.acquire()
        try:
            if await is_client_gone():
                raise ClientGone
            began = time.monotonic()
            running = asyncio.get_running_loop().run_in_executor(self._threads, call)
        except BaseException:
            self._slots.release()
            raise
        running.add_done_callback(partial(self._ended, asked, began))
        return running

    def _ended(self, asked: float, began: float, running: asyncio.Future[Result]) -> None:
        self._slots.release()
        self.meter.ran(began - asked, time.monotonic() - began)
        if not running.cancelled():
            running.exception()  # asked for here, so that asyncio does not complain when nobody waits any more

    @property
    def inside(self) -> int:
        """Places taken: calls that run or wait, and works between two of their steps."""
        return self._inside.total()

    @property
    def expected_wait(self) -> float:
        """Seconds that one who comes now would wait."""
        ahead = self.inside - self._slot_count + 1
        return max(0, ahead) * self.meter.usual_seconds / self._slot_count

    def _enter(self) -> str:
        client = client_name.get()
        if self.inside >= self._room or self.expected_wait > self._patience:
            self.meter.refused += 1
            hint = "Try again in a moment."
            wait = max(self._retry_after, math.ceil(min(60.0, self.expected_wait)))
            raise Busy("Too many photos are being looked at.", hint=hint, retry_after=wait)
        if self._share is not None and client and self._inside[client] >= self._share:
            self.meter.refused += 1
            hint = "Wait for it, or stop some of it."
            raise Busy("Too much long work of yours is under way.", code="your_share", hint=hint, retry_after=5)
        self._inside[client] += 1
        return client

    def _leave(self, client: str) -> None:
        self._inside[client] -= 1
        if not self._inside[client]:
            del self._inside[client]


async def _outcome(running: asyncio.Future[Result]) -> Result:
    """What a call comes to. To be cancelled here does not touch the call."""
    await asyncio.wait([running])
    return running.result()


async def is_client_gone() -> bool:
    """Whether nobody waits for what is being done."""
    gone = client_gone.get()
    return gone is not None and await gone()
