"""Stores of both kinds, opened by where they are."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from app.photos.notes import Note
from app.samples.redis_store import RedisStore
from app.samples.sample import Sample
from app.samples.store import SampleStore, StoreLimits
from app.samples.store_seam import Store
from tests.app.samples.secrets_kept import is_gone

DAY = 86400.0
Opened = Callable[..., Store]  # with limits, or those of the settings


def sample(photo_id: str = "p1", sentence: str = "a cat", age: float = 0.0) -> Sample:
    return Sample(sentence, photo_id, 48, 32, (Note("first_frame", {"count": 3}),), created=time.time() - age)


def open_at(where: str, limits: StoreLimits | None = None) -> Store:
    return RedisStore(where, limits) if where.startswith("redis") else SampleStore(Path(where), limits)


def gone_in_time(kept_at: tuple[str, Path]) -> bool:
    """Redis removes its old log in its own time."""
    until = time.monotonic() + (10 if kept_at[0].startswith("redis") else 0)
    while not is_gone(kept_at[1]) and time.monotonic() < until:
        time.sleep(0.05)
    return is_gone(kept_at[1])
