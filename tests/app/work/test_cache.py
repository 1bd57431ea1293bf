from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from app.work.cache import SharedCache
from app.work.gate import ClientGone


class Counted:
    """A computation that says how often it ran, and may be held up or fail."""

    def __init__(self, value: str = "value", error: Exception | None = None) -> None:
        self.value, self.error, self.runs = value, error, 0
        self.gate = asyncio.Event()

    async def __call__(self) -> str:
        self.runs += 1
        await self.gate.wait()
        if self.error:
            raise self.error
        return self.value


def ready(value: str) -> Callable[[], Awaitable[str]]:
    async def compute() -> str:
        return value

    return compute


def new_cache(max_bytes: int = 100) -> SharedCache[str]:
    return SharedCache[str](max_bytes, len)


async def test_what_is_known_is_not_computed_again() -> None:
    cache = new_cache()
    assert await cache.get("a", ready("one")) == "one"
    assert await cache.get("a", ready("two")) == "one"


async def test_several_who_ask_at_once_share_one_computation() -> None:
    cache, compute = new_cache(), Counted()
    asking = [asyncio.create_task(cache.get("a", compute)) for _ in range(5)]
    await asyncio.sleep(0)
    compute.gate.set()
    assert await asyncio.gather(*asking) == ["value"] * 5
    assert compute.runs == 1


async def test_an_error_is_told_to_all_who_wait_and_is_not_kept() -> None:
    cache, compute = new_cache(), Counted(error=ValueError("no"))
    asking = [asyncio.create_task(cache.get("a", compute)) for _ in range(3)]
    await asyncio.sleep(0)
    compute.gate.set()
    assert [type(error) for error in await asyncio.gather(*asking, return_exceptions=True)] == [ValueError] * 3
    assert await cache.get("a", ready("fine")) == "fine"


@pytest.mark.parametrize("leave", ["cancel", "gone"])
async def test_when_the_first_leaves_another_takes_over(leave: str) -> None:
    cache = new_cache()
    compute = Counted(error=ClientGone() if leave == "gone" else None)
    first = asyncio.create_task(cache.get("a", compute))
    await asyncio.sleep(0)
    second = asyncio.create_task(cache.get("a", ready("second")))
    await asyncio.sleep(0)
    first.cancel() if leave == "cancel" else compute.gate.set()
    assert await second == "second"
    await asyncio.wait([first])


async def test_one_who_waits_may_leave_without_disturbing_the_rest() -> None:
    cache, compute = new_cache(), Counted()
    first, second = (asyncio.create_task(cache.get("a", compute)) for _ in range(2))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.wait([second])
    compute.gate.set()
    assert await first == "value"


async def test_beyond_its_bytes_the_longest_unused_goes() -> None:
    cache = new_cache(max_bytes=10)
    await cache.get("a", ready("aaaa"))
    await cache.get("b", ready("bbbb"))
    await cache.get("a", ready("never"))
    await cache.get("c", ready("cccc"))
    assert cache.bytes == 8
    assert await cache.get("a", ready("new")) == "aaaa"
    assert await cache.get("b", ready("new")) == "new"


async def test_what_is_larger_than_the_cache_is_handed_out_but_not_kept() -> None:
    cache = new_cache(max_bytes=3)
    assert await cache.get("a", ready("aaaa")) == "aaaa"
    assert cache.bytes == 0
