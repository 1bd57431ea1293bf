from __future__ import annotations

import asyncio

import pytest

from app.work.gate import client_gone, is_client_gone
from app.work.loading import Loading
from models.errors import BrokenInstall


class Load:
    """Ends when it is let go, or fails."""

    def __init__(self) -> None:
        self.go, self.loads, self.error = asyncio.Event(), 0, False

    async def __call__(self) -> str:
        self.loads += 1
        await self.go.wait()
        if self.error:
            raise BrokenInstall("Broken.", code="broken_install")
        assert not await is_client_gone()
        return "loaded"


async def test_it_goes_on_loading_while_nobody_waits() -> None:
    load = Load()
    loading = Loading(load)
    assert not await loading.ready(0.001)
    assert loading.under_way
    load.go.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert loading.loaded
    assert await loading.ready(0)
    assert await loading.result() == "loaded"
    assert load.loads == 1


async def test_whoever_asked_first_may_go() -> None:
    load = Load()
    loading = Loading(load)

    async def gone() -> bool:
        return True

    async def first() -> None:
        client_gone.set(gone)
        await loading.result()

    asking = asyncio.create_task(first())
    await asyncio.sleep(0)
    asking.cancel()
    await asyncio.wait([asking])
    load.go.set()
    assert await loading.result() == "loaded"


async def test_a_failure_is_told_to_who_asks_next_and_then_tried_again() -> None:
    load = Load()
    loading, load.error = Loading(load), True
    assert not await loading.ready(0.001)
    load.go.set()
    await asyncio.sleep(0.01)
    assert not loading.loaded
    with pytest.raises(BrokenInstall):
        await loading.ready(1)
    load.error = False
    assert await loading.ready(1)
    assert load.loads == 2
