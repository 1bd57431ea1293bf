from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable

import pytest

from app.work.cache import SharedCache
from app.work.gate import ClientGone, InferenceGate, client_gone


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


class Client:
    """Somebody who may go."""

    def __init__(self) -> None:
        self.gone = False

    async def is_gone(self) -> bool:
        await asyncio.sleep(0)
        return self.gone


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


async def test_the_first_may_leave_without_disturbing_the_rest() -> None:
    cache, compute = new_cache(), Counted()
    first, second = (asyncio.create_task(cache.get("a", compute)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.wait([first])
    compute.gate.set()
    assert await second == "value"
    assert compute.runs == 1


async def asked_by(client: Client, cache: SharedCache[str], compute: Callable[[], Awaitable[str]]) -> str:
    client_gone.set(client.is_gone)
    return await cache.get("a", compute)


async def test_the_work_does_not_know_the_first_ones_client() -> None:
    """As it passes the gate, it goes on for the second."""
    cache, gate, hold = new_cache(), InferenceGate(1, 5), threading.Event()
    one, other = Client(), Client()
    before = asyncio.create_task(gate.run(hold.wait))
    await asyncio.sleep(0)
    first, second = (
        asyncio.create_task(asked_by(each, cache, lambda: gate.run(str, "value"))) for each in (one, other)
    )
    await asyncio.sleep(0)
    one.gone = True
    hold.set()
    assert await second == await first == "value"
    await before


async def test_when_all_clients_have_gone_nothing_more_is_started() -> None:
    cache, gate, hold, done = new_cache(), InferenceGate(1, 5), threading.Event(), list[str]()
    clients = Client(), Client()
    before = asyncio.create_task(gate.run(hold.wait))
    await asyncio.sleep(0)

    async def compute() -> str:
        await gate.run(done.append, "a")
        return "value"

    asking = [asyncio.create_task(asked_by(each, cache, compute)) for each in clients]
    await asyncio.sleep(0)
    for each in clients:
        each.gone = True
    hold.set()
    assert [type(error) for error in await asyncio.gather(*asking, return_exceptions=True)] == [ClientGone] * 2
    assert done == []
    await before
    assert await cache.get("a", ready("later")) == "later"


async def test_an_error_that_nobody_waits_for_is_told_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    cache, compute = new_cache(), Counted(error=ValueError("lost"))
    asking = asyncio.create_task(cache.get("a", compute))
    await asyncio.sleep(0)
    asking.cancel()
    await asyncio.wait([asking])
    compute.gate.set()
    await asyncio.sleep(0.01)
    assert "lost" in caplog.text


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


async def test_what_is_put_twice_counts_once() -> None:
    cache = new_cache()
    cache.put("a", "aaaaaa")
    cache.put("a", "aaaa")
    assert cache.bytes == 4
    assert cache.peek("a") == "aaaa"


async def test_what_is_put_while_it_is_computed_counts_once() -> None:
    cache, compute = new_cache(), Counted("aaaa")
    getting = asyncio.create_task(cache.get("a", compute))
    await asyncio.sleep(0)
    cache.put("a", "aa")
    compute.gate.set()
    assert await getting == "aaaa"
    assert cache.bytes == 4
