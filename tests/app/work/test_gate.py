from __future__ import annotations

import asyncio
import random
import threading
import time
from contextvars import copy_context

import anyio
import pytest

from app.work.client import client_name
from app.work.gate import ClientGone, InferenceGate, client_gone
from models.errors import Busy
from tests.app.work.crowd import Crowd


async def test_a_call_runs_in_another_thread_and_its_result_comes_back() -> None:
    gate = InferenceGate(1, 0)
    assert await gate.run(threading.get_ident) != threading.get_ident()
    assert await gate.run(lambda a, b: a + b, 1, b=2) == 3


async def test_an_error_of_the_call_comes_back_and_frees_its_place() -> None:
    gate = InferenceGate(1, 0)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            await gate.run(lambda: 1 // 0)


async def test_no_more_than_the_slots_run_at_once() -> None:
    gate, running, most = InferenceGate(2, 10), 0, 0
    lock = threading.Lock()

    def work() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with lock:
            running -= 1

    await asyncio.gather(*(gate.run(work) for _ in range(8)))
    assert most == 2


async def test_when_the_queue_is_full_the_next_is_told_to_come_back() -> None:
    gate, hold = InferenceGate(1, 2), threading.Event()
    waiting = [asyncio.create_task(gate.run(hold.wait)) for _ in range(3)]
    await asyncio.sleep(0.01)
    with pytest.raises(Busy) as caught:
        await gate.run(time.sleep, 0)
    assert caught.value.retry_after > 0
    assert caught.value.hint
    hold.set()
    await asyncio.gather(*waiting)
    await gate.run(time.sleep, 0)


async def test_first_come_first_served() -> None:
    gate, order = InferenceGate(1, 10), list[int]()
    await asyncio.gather(*(gate.run(order.append, number) for number in range(6)))
    assert order == list(range(6))


async def test_the_event_loop_goes_on_while_models_run() -> None:
    gate, turns = InferenceGate(1, 0), 0
    work = asyncio.create_task(gate.run(time.sleep, 0.3))
    while not work.done():
        await asyncio.sleep(0.001)
        turns += 1
    assert turns > 10


async def test_work_for_a_client_that_has_gone_is_not_started() -> None:
    gate, done = InferenceGate(1, 0), list[int]()

    async def gone() -> bool:
        return True

    token = client_gone.set(gone)
    with pytest.raises(ClientGone):
        await gate.run(done.append, 1)
    client_gone.reset(token)
    await gate.run(done.append, 2)
    assert done == [2]


async def test_a_cancelled_wait_frees_its_place() -> None:
    gate, hold = InferenceGate(1, 1), threading.Event()
    running = asyncio.create_task(gate.run(hold.wait))
    waiting = asyncio.create_task(gate.run(hold.wait))
    await asyncio.sleep(0.01)
    waiting.cancel()
    await asyncio.wait([waiting])
    another = asyncio.create_task(gate.run(hold.wait))
    await asyncio.sleep(0.01)
    hold.set()
    assert await running is True
    assert await another is True


async def asked_and_cancelled(gate: InferenceGate, crowd: Crowd, how: str, seconds: float) -> None:
    """One who waits for the gate and is cancelled after a while."""
    if how == "scope":
        with anyio.move_on_after(seconds):
            await gate.run(crowd.work)
        return
    asking = asyncio.create_task(gate.run(crowd.work))
    await asyncio.wait([asking], timeout=seconds)
    asking.cancel()
    await asyncio.wait([asking])


@pytest.mark.parametrize("slots", [1, 2])
@pytest.mark.parametrize("seed", range(8))
async def test_however_waiting_is_cancelled_no_more_than_the_slots_are_inside(seed: int, slots: int) -> None:
    dice, crowd, gate = random.Random(seed), Crowd(), InferenceGate(slots, 100)
    schedule = [(dice.choice(["task", "scope"]), dice.choice([0, 0.001, 0.004, 0.015, 0.03])) for _ in range(40)]
    async with asyncio.TaskGroup() as group:
        for how, seconds in schedule:
            group.create_task(asked_and_cancelled(gate, crowd, how, seconds))
            await asyncio.sleep(dice.choice([0, 0, 0.002]))
    await asyncio.gather(*(gate.run(crowd.work) for _ in range(2 * slots)))  # all slots came back
    assert crowd.most == slots
    assert crowd.inside == 0
    await gate.run(lambda: None)
    await asyncio.sleep(0)
    assert gate.inside == 0


async def test_who_stops_waiting_for_a_running_call_holds_its_place_until_it_ends() -> None:
    gate, hold, held = InferenceGate(1, 0), threading.Event(), threading.Event()

    def work() -> None:
        held.set()
        hold.wait(10)

    asking = asyncio.create_task(gate.run(work))
    await asyncio.to_thread(held.wait, 10)
    asking.cancel()
    await asyncio.wait([asking])
    with pytest.raises(Busy):
        await gate.run(int)
    hold.set()
    await asyncio.sleep(0.05)
    assert await gate.run(int) == 0


async def test_a_work_of_many_steps_has_one_place() -> None:
    gate, hold = InferenceGate(1, 1), threading.Event()
    with gate.place():
        other = asyncio.create_task(gate.run(hold.wait))
        await asyncio.sleep(0.01)
        with pytest.raises(Busy):
            await gate.run(int)
        step = asyncio.create_task(gate.step(int))
        hold.set()
        assert await step == 0
        await other
    assert await gate.run(int) == 0


async def test_who_would_wait_too_long_is_told_at_once() -> None:
    gate, hold = InferenceGate(1, 100, patience=0.5), threading.Event()
    await gate.run(time.sleep, 0.2)
    assert gate.meter.usual_seconds >= 0.2
    gate.meter.usual_seconds = 0.2  # however slow this machine is
    waiting = [asyncio.create_task(gate.run(hold.wait)) for _ in range(3)]
    await asyncio.sleep(0.01)
    assert gate.expected_wait > 0.5
    with pytest.raises(Busy) as caught:
        await gate.run(time.sleep, 0)
    assert caught.value.retry_after >= 1
    assert gate.meter.refused == 1
    hold.set()
    await asyncio.gather(*waiting)
    await gate.run(time.sleep, 0)


async def test_a_client_has_its_share_and_leaves_the_rest_to_others() -> None:
    gate, hold = InferenceGate(1, 16, share=4), threading.Event()

    def asking(client: str) -> asyncio.Task[bool]:
        context = copy_context()
        context.run(client_name.set, client)
        return asyncio.create_task(gate.run(hold.wait), context=context)

    greedy = [asking("a") for _ in range(10)]
    await asyncio.sleep(0.01)
    other = asking("b")
    await asyncio.sleep(0.01)
    refused = [task for task in greedy if task.done()]
    assert len(refused) == 6
    assert {getattr(task.exception(), "code", "") for task in refused} == {"your_share"}
    assert not other.done()
    hold.set()
    await asyncio.wait([*greedy, other])
    assert other.exception() is None
    assert gate.inside == 0


async def test_together_nothing_is_refused_or_counted_again() -> None:
    gate, hold = InferenceGate(1, 1), threading.Event()
    with gate.together():
        assert gate.inside == 1
        await gate.run(time.sleep, 0)
        waiting = asyncio.create_task(InferenceGate(1, 0).run(hold.wait))  # another gate counts by itself
        assert gate.inside == 1
        with pytest.raises(Busy), gate.place(), gate.place():
            pass
        await gate.run(time.sleep, 0)
    hold.set()
    await waiting
    assert gate.inside == 0
    assert gate.meter.runs == 2
