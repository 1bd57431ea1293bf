"""What time it is for erasing: a clock that jumps forward must not make everything too old at once."""

from __future__ import annotations

import time

CATCHING_UP = 24.0  # hours that the store's time may move in one real hour


class StoreClock:
    """The store's own time: the wall clock's as long as that moves as time does, and behind it after a jump.

    It is written into the store, so that a machine that starts with a wrong clock is noticed too. After 40 days
    switched off it has caught up in 40 hours; until then what is too old is hidden, and not yet erased.
    """

    def __init__(self) -> None:
        self._looked = time.monotonic()

    def allowed(self) -> float:
        """How many seconds the store's time may move since this was last asked."""
        looked = time.monotonic()
        passed, self._looked = looked - self._looked, looked
        return passed * CATCHING_UP
