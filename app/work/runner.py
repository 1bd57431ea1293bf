"""The one way to run something for the web: behind a gate, kept where it has a key, watched while it grows."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractContextManager, aclosing
from functools import partial
from typing import Any, TypeVar

from app.work.cache import SharedCache, bytes_of, key_text
from app.work.gate import InferenceGate
from app.work.shelf import Shelf
from app.work.sweeps import Grown, Sweeps, Work
from models.errors import FoveaError

Result = TypeVar("Result")
Key = tuple[object, ...]


class Runner:
    """Short runs share the gate with the words; what takes seconds has a gate of one slot to itself."""

    def __init__(
        self, gate: InferenceGate, max_bytes: int, share: int | None = None, shelf: Shelf | None = None
    ) -> None:
        self._gate, self._shelf = gate, shelf
        self._bench = InferenceGate(1, 16, share=share)
        self._kept = SharedCache[Any](max_bytes, bytes_of)
        self._sweeps = Sweeps(self._bench, self._kept)

    async def run(
        self, function: Callable[..., Result], *args: Any, key: Key | None = None, long: bool = False
    ) -> Result:
        """Call a blocking function of these arguments.

        `key` says all that the result depends on: it is kept, and those who ask for it at once wait for one run.
        `long` is for what takes longer than a moment: it does not hold up the words.
        """
        gate = self._bench if long else self._gate
        if key is None:
            return await gate.run(function, *args)
        result: Result = await self._kept.get(key_text(*key), lambda: gate.run(function, *args))
        return result

    def together(self) -> AbstractContextManager[None]:
        """One place among the short runs for all that an answer needs: Busy at once where it would wait for long."""
        return self._gate.together()

    def kept(self, key: Key) -> Any | None:
        """A result where it is in memory."""
        return self._kept.peek(key_text(*key))

    def keep(self, key: Key, result: object) -> None:
        """Keep a result that came about with others."""
        self._kept.put(key_text(*key), result)

    @property
    def gates(self) -> dict[str, InferenceGate]:
        """By name, for who counts."""
        return {"short": self._gate, "long": self._bench}

    @property
    def cache(self) -> SharedCache[Any]:
        """Of all results, for who counts."""
        return self._kept

    def grown(self, key: Key) -> Grown | None:
        """What there is of a work: all of it, part of it while somebody watches it grow, or nothing."""
        return self._sweeps.peek(key_text(*key))

    def failure(self, key: Key) -> FoveaError | None:
        """What ended a work the last time it was tried; None once it is tried again."""
        return self._sweeps.failure(key_text(*key))

    async def recall(self, work: Work) -> None:
        """What another process has finished, into memory."""
        key = key_text(*work.key)
        grown = self._sweeps.peek(key)
        if self._shelf is None or (grown is not None and grown.complete):
            return
        found = await self._shelf.find(work)
        if found is not None:
            self._kept.put(key, found)

    async def watch(self, work: Work) -> AsyncGenerator[Grown]:
        """A work's results as they grow. It stops when nobody watches any more."""
        await self.recall(work)
        make = work.make if self._shelf is None else partial(self._shelf.make, work)
        async with aclosing(self._sweeps.watch(key_text(*work.key), make)) as results:
            async for grown in results:
                yield grown

    async def finish(self, work: Work) -> Grown:
        """A work's last result; tries again what has failed."""
        results = [grown async for grown in self.watch(work)]
        return results[-1]
