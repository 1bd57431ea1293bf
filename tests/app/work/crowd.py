"""Blocking work that counts how many threads are in it at once."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

from app.work.sweeps import Grown, Steps


class Crowd:
    """`most` is the highest number of threads that were inside together."""

    def __init__(self, seconds: float = 0.01) -> None:
        self.seconds, self.inside, self.most, self.calls = seconds, 0, 0, 0
        self._lock = threading.Lock()

    def work(self) -> None:
        with self._lock:
            self.inside += 1
            self.calls += 1
            self.most = max(self.most, self.inside)
        time.sleep(self.seconds)
        with self._lock:
            self.inside -= 1

    def steps(self, count: int) -> Iterator[Grown]:
        """Each of them is work."""
        for done in range(1, count + 1):
            self.work()
            yield Grown(done, done, count)

    async def make(self, count: int = 20) -> Steps:
        """As a Work makes them."""
        return lambda: self.steps(count)
