"""Work that grows: shared, stopped when nobody watches, kept when it is done."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from app.work.cache import SharedCache
from app.work.gate import InferenceGate
from app.work.sweeps import FAILURES, Grown, Steps, Sweeps
from models.errors import BrokenInstall, Busy


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
    await watching.aclose()  # type: ignore[attr-defined]
    await asyncio.sleep(0.05)
    taken = make.steps
    await asyncio.sleep(0.05)
    assert make.steps == taken < 5
    assert sweeps.peek("key") is None
    assert (await watched(sweeps, make))[-1] == 5


async def test_part_of_a_result_can_be_looked_at_meanwhile(sweeps: Sweeps) -> None:
    watching = sweeps.watch("key", Counting())
    first = await anext(watching)
    there = sweeps.peek("key")
    assert there is not None
    assert there.done >= first.done
    await watching.aclose()  # type: ignore[attr-defined]


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
