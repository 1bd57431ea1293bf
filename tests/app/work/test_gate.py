from __future__ import annotations

import asyncio
import threading
import time

import pytest

from app.work.gate import ClientGone, InferenceGate, client_gone
from models.errors import Busy


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
