"""Both kinds of store, each empty."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.samples.redis_store import RedisStore
from app.samples.store import StoreLimits
from app.samples.store_seam import Store
from tests.app.samples.stores import Opened, open_at
from tests.redis_server import DURABLE, redis_server


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("redis")
    with redis_server(folder, *DURABLE) as url:
        yield url, folder


@pytest.fixture(params=["file", pytest.param("redis", marks=pytest.mark.slow)])
def kept_at(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    """Where a store opens, and the folder in which what it keeps lies; an empty one."""
    if request.param == "file":
        return str(tmp_path / "deep" / "samples.sqlite3"), tmp_path / "deep"
    url, folder = request.getfixturevalue("redis")
    emptied = RedisStore(url)
    emptied._redis.flushall()
    emptied.close()
    return url, folder


@pytest.fixture
def opened(kept_at: tuple[str, Path]) -> Iterator[Opened]:
    """Opens the store, as often as asked, and closes all at the end."""
    stores: list[Store] = []

    def open_one(limits: StoreLimits | None = None) -> Store:
        stores.append(open_at(kept_at[0], limits))
        return stores[-1]

    yield open_one
    for store in stores:
        store.close()


@pytest.fixture
def store(opened: Opened) -> Store:
    return opened(StoreLimits(samples=3, photo_bytes=1000, age_seconds=100))
