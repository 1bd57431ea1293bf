"""The one place that runs blocking work (models, decoding, drawing) off the event loop, a bounded amount at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import ParamSpec, TypeVar

import anyio

from models.errors import Busy

P = ParamSpec("P")
Result = TypeVar("Result")
Gone = Callable[[], Awaitable[bool]]

# Asks whether the client of the request that is being answered has gone; set by a middleware, None elsewhere.
# Work that several wait for has a question of its own (app/work/shared.py).
client_gone: ContextVar[Gone | None] = ContextVar("client_gone", default=None)


class ClientGone(Exception):
    """Nobody waits for this answer any more; the work was not started."""


class InferenceGate:
    """At most `slots` calls run at once, at most `queue_size` wait; the next one is told to come back.

    A slot belongs to the thread that runs in it. Whoever waits for the call may be cancelled, by asyncio or by a scope
    of anyio: the thread cannot be, and the slot is free when the call has ended.
    """

    def __init__(self, slots: int, queue_size: int, retry_after: int = 2) -> None:
        self._slots = anyio.Semaphore(slots)
        self._threads = ThreadPoolExecutor(slots, "gate")  # own threads: the default pool would starve other pages
        self._room = slots + queue_size
        self._retry_after = retry_after
        self._inside = 0

    async def run(self, function: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
        """Call a blocking function in a thread of the gate; Busy when too many wait already."""
        self._enter()
        try:
            running = await self._start(partial(function, *args, **kwargs))
        except BaseException:
            self._leave()
            raise
        running.add_done_callback(self._leave)
        return await _outcome(running)

    @contextmanager
    def place(self) -> Iterator[None]:
        """One place for all the steps of a longer work: Busy at its beginning, and never in its middle."""
        self._enter()
        try:
            yield
        finally:
            self._leave()

    async def step(self, function: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
        """As `run`, for one who has a place. Steps wait for a slot like everybody else, so that works take turns."""
        return await _outcome(await self._start(partial(function, *args, **kwargs)))

    async def _start(self, call: Callable[[], Result]) -> asyncio.Future[Result]:
        """A call that has a slot and runs."""
        await self._slots.acquire()
        try:
            if await is_client_gone():
                raise ClientGone
            running = asyncio.get_running_loop().run_in_executor(self._threads, call)
        except BaseException:
            self._slots.release()
            raise
        running.add_done_callback(self._ended)
        return running

    def _ended(self, running: asyncio.Future[Result]) -> None:
        self._slots.release()
        if not running.cancelled():
            running.exception()  # asked for here, so that asyncio does not complain when nobody waits any more

    def _enter(self) -> None:
        if self._inside >= self._room:
            hint = "Try again in a moment."
            raise Busy("Too many photos are being looked at.", hint=hint, retry_after=self._retry_after)
        self._inside += 1

    def _leave(self, _: object = None) -> None:
        self._inside -= 1


async def _outcome(running: asyncio.Future[Result]) -> Result:
    """What a call comes to. To be cancelled here does not touch the call."""
    await asyncio.wait([running])
    return running.result()


async def is_client_gone() -> bool:
    """Whether nobody waits for what is being done."""
    gone = client_gone.get()
    return gone is not None and await gone()
