"""Work that several wait for. It belongs to none of them: whoever asked first may leave like everybody else."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any, Generic, TypeVar

from app.work.gate import ClientGone, Gone, client_gone
from models.errors import FoveaError

logger = logging.getLogger("fovea")
Result = TypeVar("Result")


class Shared(Generic[Result]):
    """A task and those who wait for it.

    It is never cancelled: inside it, `client_gone` asks whether all of them have gone, so that the gate starts nothing
    more for nobody. What runs already ends.
    """

    def __init__(self, work: Coroutine[Any, Any, Result]) -> None:
        self._waiting: dict[object, Gone | None] = {}
        self.task = on_its_own(work, self._abandoned)
        self.task.add_done_callback(self._heard)

    async def result(self) -> Result:
        """What the work comes to."""
        with self.joined():
            await asyncio.wait([self.task])
        return self.task.result()

    @contextmanager
    def joined(self) -> Iterator[None]:
        """Be one of those who wait."""
        me = object()
        self._waiting[me] = client_gone.get()
        try:
            yield
        finally:
            del self._waiting[me]

    async def _abandoned(self) -> bool:
        """Whether the clients of all who wait have gone. Others may come while one is asked."""
        asked: set[object] = set()
        while left := self._waiting.keys() - asked:
            one = left.pop()
            gone = self._waiting[one]
            if gone is None or not await gone():
                return False
            asked.add(one)
        return True

    def _heard(self, task: asyncio.Task[Result]) -> None:
        """An error that nobody waits for is told to the log, unless it is one of ours."""
        error = None if task.cancelled() else task.exception()
        if error is not None and not self._waiting and not isinstance(error, ClientGone | FoveaError):
            logger.error("Work that nobody waits for failed", exc_info=error)


def on_its_own(work: Coroutine[Any, Any, Result], gone: Gone | None = None) -> asyncio.Task[Result]:
    """A task that has nothing of the request in which it is started; `gone` is its own `client_gone`."""
    context = copy_context()
    context.run(client_gone.set, gone)
    return asyncio.create_task(work, context=context)
