"""How many requests of one client are answered at once: one that opens them without end leaves room for others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from models.errors import Busy


class AtOnce:
    """Requests under way, by client."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._under_way: Counter[str] = Counter()

    def enter(self, client: str) -> AbstractContextManager[None]:
        """A place for the time of one request; raises Busy where the client has all of its own."""
        if self._limit and self._under_way[client] >= self._limit:
            hint = "Wait for some of them, and ask for less at once."
            raise Busy(
                "Too many requests of yours are being answered.", code="too_many_at_once", hint=hint, retry_after=2
            )
        self._under_way[client] += 1
        return self._place(client)

    @contextmanager
    def _place(self, client: str) -> Iterator[None]:
        try:
            yield
        finally:
            self._under_way[client] -= 1
            if not self._under_way[client]:
                del self._under_way[client]
