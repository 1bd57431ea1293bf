"""The one place that runs blocking work (models, decoding, drawing) off the event loop, a bounded amount at a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

import anyio
from anyio import CapacityLimiter, to_thread

from models.errors import Busy

P = ParamSpec("P")
Result = TypeVar("Result")

# Asks whether the client of the request that is being answered has gone; set by a middleware, None elsewhere.
client_gone: ContextVar[Callable[[], Awaitable[bool]] | None] = ContextVar("client_gone", default=None)


class ClientGone(Exception):
    """Nobody waits for this answer any more; the work was not started."""


class InferenceGate:
    """At most `slots` calls run at once, at most `queue_size` wait; the next one is told to come back."""

    def __init__(self, slots: int, queue_size: int, retry_after: int = 2) -> None:
        self._slots = anyio.Semaphore(slots)
        self._threads = CapacityLimiter(slots)  # own threads: the default pool would starve other pages
        self._room = slots + queue_size
        self._retry_after = retry_after
        self._inside = 0

    async def run(self, function: Callable[P, Result], *args: P.args, **kwargs: P.kwargs) -> Result:
        """Call a blocking function in a thread of the gate; Busy when too many wait already."""
        self._enter()
        try:
            async with self._slots:
                await _check_client()
                return await to_thread.run_sync(lambda: function(*args, **kwargs), limiter=self._threads)
        finally:
            self._inside -= 1

    def _enter(self) -> None:
        if self._inside >= self._room:
            hint = "Try again in a moment."
            raise Busy("Too many photos are being looked at.", hint=hint, retry_after=self._retry_after)
        self._inside += 1


async def _check_client() -> None:
    gone = client_gone.get()
    if gone is not None and await gone():
        raise ClientGone
