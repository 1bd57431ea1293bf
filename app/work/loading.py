"""What is loaded once, and goes on loading while nobody waits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Generic, TypeVar

from app.work.shared import on_its_own

Result = TypeVar("Result")


class Loading(Generic[Result]):
    """A load that belongs to nobody.

    A failure is told to those who wait, or else to the one who asks next; whoever asks after that tries again.
    """

    def __init__(self, load: Callable[[], Coroutine[Any, Any, Result]]) -> None:
        self._load = load
        self._task: asyncio.Task[Result] | None = None

    @property
    def loaded(self) -> bool:
        """Whether it is there."""
        task = self._task
        return task is not None and task.done() and not task.cancelled() and task.exception() is None

    @property
    def under_way(self) -> bool:
        """Whether it is being loaded."""
        return self._task is not None and not self._task.done()

    async def ready(self, patience: float) -> bool:
        """Wait for it; False when it takes longer than `patience` seconds."""
        task = self._started()
        await asyncio.wait([task], timeout=patience)
        if task.done():
            self._told(task)
        return task.done()

    async def available(self, patience: float, prepared: Callable[[], Awaitable[bool]]) -> bool:
        """Whether it can be had in a moment, waiting up to `patience` seconds where it must be prepared.

        Where that takes longer it goes on loading. Without patience nothing is loaded.
        """
        return self.loaded or await prepared() or (patience > 0 and await self.ready(patience))

    async def result(self) -> Result:
        """What was loaded."""
        task = self._started()
        await asyncio.wait([task])
        return self._told(task)

    def _started(self) -> asyncio.Task[Result]:
        if self._task is None:
            self._task = on_its_own(self._load())
        return self._task

    def _told(self, task: asyncio.Task[Result]) -> Result:
        if self._task is task and not self.loaded:
            self._task = None
        return task.result()
