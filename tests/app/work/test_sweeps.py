"""Work that grows: shared, stopped when nobody watches, kept when it is done."""

from __future__ import annotations

import asyncio
import random
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, cast

import anyio
import pytest

from app.work.cache import SharedCache
from app.work.gate import InferenceGate, client_gone
from app.work.sweeps import FAILURES, STOPPED, Grown, Steps, Sweeps
from models.errors import BrokenInstall, Busy
from tests.app.work.crowd import Crowd


class Counting:
    """Five steps; says how many were taken and how often it was started."""

    def __init__(self, error_at: int | None = None, error: Exception | None = None) -> None:
        self.steps, self.starts, self.error_at = 0, 0, error_at
        self.error = error or ValueError("broken")

    async def __call__(self) -> Steps:
        self.starts += 1
        return self._run

    def _run(self) -> Iterator[Grown]:
        for step in range(1, 6):
            if step == self.error_at:
                raise self.error
            self.steps += 1
            yield Grown(step, step, 5)


@pytest.fixture
def sweeps() -> Sweeps:
    kept: SharedCache[Any] = SharedCache(1000, lambda _: 1)
    return Sweeps(InferenceGate(1, 16), kept)


async def watched(sweeps: Sweeps, make: Counting, key: str = "key") -> list[int]:
    return [grown.value async for grown in sweeps.watch(key, make)]


async def test_results_come_as_they_grow_and_the_last_is_kept(sweeps: Sweeps) -> None:
    make = Counting()
    seen = await watched(sweeps, make)
    assert seen[-1] == 5
    assert seen == sorted(seen)
    found = sweeps.peek("key")
    assert found is not None
    assert found.complete
    assert await watched(sweeps, make) == [5]
    assert make.starts == 1


async def test_two_who_watch_share_the_work(sweeps: Sweeps) -> None:
    make = Counting()
    one, other = await asyncio.gather(watched(sweeps, make), watched(sweeps, make))
    assert one[-1] == other[-1] == 5
    assert make.starts == 1


async def test_work_that_nobody_watches_any_more_stops(sweeps: Sweeps) -> None:
    make = Counting()
    watching = sweeps.watch("key", make)
    assert (await anext(watching)).value >= 1
    await left(watching)
    await asyncio.sleep(0.05)
    taken = make.steps
    await asyncio.sleep(0.05)
    assert make.steps == taken < 5
    assert (await watched(sweeps, make))[-1] == 5


async def stopped_after(sweeps: Sweeps, steps: int, key: str = "key") -> int:
    """Somebody leaves after so many results; how many were done."""
    watching = sweeps.watch(key, Counting())
    async for grown in watching:
        if grown.done >= steps:
            break
    await left(watching)
    await asyncio.sleep(0.05)
    found = sweeps.peek(key)
    assert found is not None
    return found.done


@pytest.mark.parametrize("steps", [1, 2, 3])
async def test_what_a_stopped_work_had_done_stays_until_it_is_all_there(sweeps: Sweeps, steps: int) -> None:
    done = await stopped_after(sweeps, steps)
    assert done >= steps
    watching = sweeps.watch("key", Counting())
    await anext(watching)
    again = sweeps.peek("key")
    assert again is not None
    assert again.done >= done  # starting again takes nothing away from the page
    await left(watching)
    assert (await watched(sweeps, Counting()))[-1] == 5
    assert sweeps._stopped == {}


async def test_few_stopped_works_are_kept(sweeps: Sweeps) -> None:
    for number in range(STOPPED + 3):
        await stopped_after(sweeps, 1, str(number))
    assert len(sweeps._stopped) <= STOPPED


async def test_part_of_a_result_can_be_looked_at_meanwhile(sweeps: Sweeps) -> None:
    watching = sweeps.watch("key", Counting())
    first = await anext(watching)
    there = sweeps.peek("key")
    assert there is not None
    assert there.done >= first.done
    await left(watching)


async def test_an_error_reaches_whoever_watches_and_the_next_try_starts_anew(sweeps: Sweeps) -> None:
    with pytest.raises(ValueError, match="broken"):
        await watched(sweeps, Counting(error_at=3))
    assert (await watched(sweeps, Counting()))[-1] == 5


async def test_what_ended_a_work_is_told_until_it_is_started_again(sweeps: Sweeps) -> None:
    broken = BrokenInstall("Broken.", code="broken_install")
    with pytest.raises(BrokenInstall):
        await watched(sweeps, Counting(1, broken))
    assert sweeps.failure("key") is broken
    assert broken.__traceback__ is None
    assert sweeps.failure("another") is None
    assert (await watched(sweeps, Counting()))[-1] == 5
    assert sweeps.failure("key") is None


@pytest.mark.parametrize("error", [Busy("Full."), ValueError("nobody foresaw this")])
async def test_a_full_queue_is_no_failure_and_what_nobody_foresaw_is_not_told(sweeps: Sweeps, error: Exception) -> None:
    with pytest.raises(type(error)):
        await watched(sweeps, Counting(2, error))
    assert sweeps.failure("key") is None


async def test_few_failures_are_kept(sweeps: Sweeps) -> None:
    for number in range(FAILURES + 2):
        with pytest.raises(BrokenInstall):
            await watched(sweeps, Counting(1, BrokenInstall("Broken.", code="broken_install")), key=str(number))
    assert sweeps.failure("0") is None
    assert sweeps.failure(str(FAILURES)) is not None


async def left(watching: AsyncIterator[Grown]) -> None:
    await cast(AsyncGenerator[Grown], watching).aclose()


async def test_a_work_that_nobody_watches_any_more_is_closed_in_a_thread_of_the_gate(sweeps: Sweeps) -> None:
    closed: list[int] = []

    def run() -> Iterator[Grown]:
        try:
            for step in range(1, 100):
                yield Grown(step, step, 100)
        finally:
            closed.append(threading.get_ident())

    async def make() -> Steps:
        return run

    watching = sweeps.watch("key", make)
    await anext(watching)
    await left(watching)
    await asyncio.sleep(0.05)
    assert len(closed) == 1
    assert closed[0] != threading.get_ident()


@pytest.mark.parametrize("seed", range(6))
async def test_however_watchers_come_and_go_one_step_runs_at_a_time(seed: int) -> None:
    dice, crowd = random.Random(seed), Crowd(0.003)
    sweeps = Sweeps(InferenceGate(1, 100), SharedCache(1000, lambda _: 1))

    async def watch(key: str, how: str, seconds: float) -> None:
        async def all_of_it() -> None:
            async for _ in sweeps.watch(key, crowd.make):
                pass

        if how == "scope":
            with anyio.move_on_after(seconds):
                await all_of_it()
            return
        watching = asyncio.create_task(all_of_it())
        await asyncio.wait([watching], timeout=seconds)
        watching.cancel()
        await asyncio.wait([watching])

    async with asyncio.TaskGroup() as group:
        for _ in range(25):
            key, how = dice.choice("abc"), dice.choice(["task", "scope"])
            group.create_task(watch(key, how, dice.choice([0, 0.002, 0.01, 0.03])))
            await asyncio.sleep(dice.choice([0, 0.003, 0.01]))
    for key in "abc":
        assert [grown.done async for grown in sweeps.watch(key, crowd.make)][-1] == 20
    assert crowd.most == 1
    assert sweeps._jobs == {}


async def test_who_comes_while_a_stopped_work_is_in_its_last_step_takes_it_over(sweeps: Sweeps) -> None:
    go, starts = threading.Event(), list[int]()

    def run() -> Iterator[Grown]:
        starts.append(1)
        yield Grown(1, 1, 3)
        go.wait(10)
        yield Grown(2, 2, 3)
        yield Grown(3, 3, 3)

    async def make() -> Steps:
        return run

    watching = sweeps.watch("key", make)
    await anext(watching)
    await asyncio.sleep(0.02)  # the second step runs
    await left(watching)
    again = asyncio.create_task(watched_to_its_end(sweeps, make))
    await asyncio.sleep(0)
    go.set()
    assert await again == 3
    assert starts == [1]


async def watched_to_its_end(sweeps: Sweeps, make: Callable[[], Awaitable[Steps]]) -> int:
    return [grown.done async for grown in sweeps.watch("key", make)][-1]


async def test_who_comes_while_a_stopped_work_is_closed_starts_anew(sweeps: Sweeps) -> None:
    closing, go = threading.Event(), threading.Event()

    def run() -> Iterator[Grown]:
        try:
            for step in range(1, 4):
                time.sleep(0.01)
                yield Grown(step, step, 3)
        except GeneratorExit:
            closing.set()
            go.wait(10)
            raise

    async def make() -> Steps:
        return run

    watching = sweeps.watch("key", make)
    await anext(watching)
    await left(watching)
    assert await asyncio.to_thread(closing.wait, 10)
    assert sweeps._jobs == {}
    again = asyncio.create_task(watched_to_its_end(sweeps, make))
    await asyncio.sleep(0.02)
    go.set()
    assert await again == 3


async def test_the_first_watchers_client_may_go(sweeps: Sweeps) -> None:
    gone = False

    async def is_gone() -> bool:
        return gone

    async def first() -> None:
        client_gone.set(is_gone)
        async for _ in sweeps.watch("key", make):
            pass

    make = Crowd(0.005).make
    watching = asyncio.create_task(first())
    await asyncio.sleep(0.01)
    other = asyncio.create_task(watched_to_its_end(sweeps, make))
    await asyncio.sleep(0.01)
    gone = True
    assert await other == 20
    await watching


async def test_a_sweep_that_has_begun_is_not_told_that_the_queue_is_full() -> None:
    gate, crowd, hold = InferenceGate(1, 1), Crowd(0.005), threading.Event()
    sweeps = Sweeps(gate, SharedCache(1000, lambda _: 1))
    watching = asyncio.create_task(watched_to_its_end(sweeps, crowd.make))
    await asyncio.sleep(0.01)
    busy = asyncio.create_task(gate.run(hold.wait))
    await asyncio.sleep(0.02)
    with pytest.raises(Busy):
        await gate.run(int)
    hold.set()
    assert await watching == 20
    await busy
