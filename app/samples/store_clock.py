"""What time it is for erasing: a clock that jumps forward must not make everything too old at once."""

from __future__ import annotations

import sqlite3
import time

CATCHING_UP = 24.0  # hours that the store's time may move in one real hour


class StoreClock:
    """The store's own time: the wall clock's as long as that moves as time does, and behind it after a jump.

    It is written into the store, so that a machine that starts with a wrong clock is noticed too. After 40 days
    switched off it has caught up in 40 hours; until then what is too old is hidden, and not yet erased.
    """

    def __init__(self) -> None:
        self._looked = time.monotonic()

    def move(self, db: sqlite3.Connection) -> float:
        """The time now, in seconds since 1970; for use inside a transaction that writes."""
        looked = time.monotonic()
        allowed, self._looked = (looked - self._looked) * CATCHING_UP, looked
        wall, row = time.time(), db.execute("SELECT time FROM clock").fetchone()
        now = wall if row is None else min(wall, float(row[0]) + allowed)
        db.execute("INSERT OR REPLACE INTO clock (one, time) VALUES (1, ?)", (now,))
        return now
