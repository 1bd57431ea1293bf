"""Results that several requests want: computed once, kept while there is room, the longest unused going first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import fields, is_dataclass
from typing import Any, Generic, TypeVar

import numpy as np

from app.work.gate import ClientGone, is_client_gone
from app.work.meters import CacheMeter
from app.work.shared import Shared

Value = TypeVar("Value")
_SMALL = 64  # bytes that a number or a name is taken for


class SharedCache(Generic[Value]):
    """Values by key, bounded by bytes. Requests that ask for the same key at once wait for one computation."""

    def __init__(self, max_bytes: int, size_of: Callable[[Value], int]) -> None:
        self._max_bytes = max_bytes
        self._size_of = size_of
        self._values: OrderedDict[str, Value] = OrderedDict()
        self._under_way: dict[str, Shared[Value]] = {}
        self.bytes = 0
        self.meter = CacheMeter()

    async def get(self, key: str, compute: Callable[[], Awaitable[Value]]) -> Value:
        """The value of `key`: from memory, or from one computation that all who ask for it wait for."""
        self.meter.kept += key in self._values
        while key not in self._values:
            if key in self._under_way:
                self.meter.joined += 1
            else:
                self.meter.computed += 1
                self._under_way[key] = Shared(self._compute(key, compute))
            try:
                return await self._under_way[key].result()
            except ClientGone:
                if await is_client_gone():
                    raise
        self._values.move_to_end(key)
        return self._values[key]

    def peek(self, key: str) -> Value | None:
        """The value of `key` where it is in memory."""
        if key in self._values:
            self._values.move_to_end(key)
        return self._values.get(key)

    def put(self, key: str, value: Value) -> None:
        """Keep a value that was computed elsewhere."""
        self._keep(key, value)

    async def _compute(self, key: str, compute: Callable[[], Awaitable[Value]]) -> Value:
        try:
            value = await compute()
            self._keep(key, value)
            return value
        finally:
            del self._under_way[key]

    def _keep(self, key: str, value: Value) -> None:
        """In the place of what was there: it may have been `put` while it was computed."""
        if key in self._values:
            self.bytes -= self._size_of(self._values.pop(key))
        self._values[key] = value
        self.bytes += self._size_of(value)
        while self.bytes > self._max_bytes:
            _, oldest = self._values.popitem(last=False)
            self.bytes -= self._size_of(oldest)


def key_text(*parts: object) -> str:
    """A key of several parts as one text."""
    return "\n".join(map(str, parts))


def bytes_of(value: Any) -> int:
    """Memory of a result: its arrays, however deep they lie, and a little for everything else."""
    if isinstance(value, np.ndarray):
        return value.nbytes
    if is_dataclass(value) and not isinstance(value, type):
        return _SMALL + sum(bytes_of(getattr(value, field.name)) for field in fields(value))
    if isinstance(value, tuple | list):
        return _SMALL + sum(bytes_of(item) for item in value)
    return _SMALL
