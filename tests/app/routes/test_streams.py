"""Events of long work over a real server: clients that come, leave and stay."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import fastapi.routing
import httpx
import pytest

from app.engines import Engines
from app.main import create_app
from app.routes import streams
from app.samples.sample import Sample
from app.settings import Settings
from app.work.sweeps import Steps, Work
from models.errors import BrokenInstall
from tests.app.work.crowd import Crowd
from tests.fakes import FakeAttender
from tests.live import live, wait_for


class CountingPanel:
    """A panel whose only work is `steps` calls that are counted; `work=` in the address names it."""

    name = "counting"

    def __init__(self, steps: int = 20, seconds: float = 0.02) -> None:
        self.crowd, self.steps = Crowd(seconds), steps
        self.error: Exception | None = None

    def read_query(self, address: Mapping[str, str], sample: Sample) -> str:
        return address.get("work", "")

    def works(self, sample: Sample, query: str, engines: Engines) -> tuple[Work, ...]:
        return (Work("sweep", ("counting", query), self.make),)

    async def make(self) -> Steps:
        if self.error:
            raise self.error
        return await self.crowd.make(self.steps)


@pytest.fixture
def panel(monkeypatch: pytest.MonkeyPatch) -> CountingPanel:
    panel = CountingPanel()
    monkeypatch.setattr(streams, "find_panel", lambda name: panel)
    return panel


@pytest.fixture
def site(settings: Settings, panel: CountingPanel) -> Iterator[str]:
    with live(create_app(settings, FakeAttender())) as address:
        yield address


@asynccontextmanager
async def opened(site: str, work: str = "", sample: str = "chelsea") -> AsyncIterator[httpx.Response]:
    headers = {"Accept": "text/event-stream", "Accept-Encoding": "gzip"}
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        address = f"{site}/s/{sample}/counting/stream"
        async with client.stream("GET", address, params={"work": work}, headers=headers) as answer:
            yield answer


async def events(answer: httpx.Response) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    name = ""
    async for line in answer.aiter_lines():
        kind, _, text = line.partition(": ")
        if kind == "event":
            name = text
        elif kind == "data":
            yield name, json.loads(text)


async def first_events(site: str, work: str, count: int) -> list[str]:
    """The names of the first events; then the client closes."""
    seen: list[str] = []
    async with opened(site, work) as answer:
        async for name, _ in events(answer):
            seen.append(name)
            if len(seen) == count:
                break
    return seen


async def test_streams_opened_and_closed_at_once_run_one_step_at_a_time(site: str, panel: CountingPanel) -> None:
    for _ in range(3):
        await asyncio.gather(*(first_events(site, f"{number}", 1 + number % 3) for number in range(6)))
    assert (await first_events(site, "0", 100))[-1] == "done"
    assert panel.crowd.most == 1


async def test_a_stream_that_is_closed_stops_its_work(site: str, panel: CountingPanel) -> None:
    await first_events(site, "long", 2)
    await asyncio.sleep(0.2)
    calls = panel.crowd.calls
    await asyncio.sleep(0.2)
    assert panel.crowd.calls == calls < panel.steps


async def test_one_of_two_clients_may_leave(site: str, panel: CountingPanel) -> None:
    first = asyncio.create_task(first_events(site, "shared", 3))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(first_events(site, "shared", 100))
    assert await first == ["progress"] * 3
    assert (await second)[-1] == "done"
    assert panel.crowd.calls == panel.steps


async def test_events_come_as_they_happen_and_nothing_on_the_way_holds_them_up(site: str, panel: CountingPanel) -> None:
    async with opened(site) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert "content-encoding" not in answer.headers
        assert answer.headers["x-accel-buffering"] == "no"
        assert answer.headers["cache-control"] == "no-cache"
        seen = []
        async for name, data in events(answer):
            if len(seen) == 2:
                assert panel.crowd.calls < panel.steps
            seen.append((name, data))
    assert seen[0][0] == "progress"
    assert set(seen[0][1]) == {"text", "share"}
    assert seen[1][1]["percent"].endswith("%")
    assert seen[-1] == ("done", {})


async def test_a_quiet_stream_is_kept_alive(site: str, panel: CountingPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fastapi.routing, "_PING_INTERVAL", 0.02)
    panel.crowd.seconds, panel.steps = 0.2, 2
    async with opened(site) as answer:
        lines = [line async for line in answer.aiter_lines()]
    assert ": ping" in lines
    assert lines[-3] == "event: done"


@pytest.mark.parametrize("error", [BrokenInstall("Broken.", code="broken_x", hint="Mend it."), ValueError("secret")])
async def test_a_work_that_fails_ends_with_what_to_do_next(site: str, panel: CountingPanel, error: Exception) -> None:
    panel.error = error
    async with opened(site) as answer:
        *_, (name, data) = [event async for event in events(answer)]
    assert name == "failed"
    assert data["text"] == "Broken. Mend it." if isinstance(error, BrokenInstall) else "went wrong" in data["text"]
    assert "secret" not in data["text"]


async def test_a_sample_that_is_not_there_is_an_answer_and_no_stream(site: str) -> None:
    async with opened(site, sample="nobody") as answer:
        assert answer.status_code == 404
        assert answer.headers["content-type"].startswith("text/html")


async def test_closed_streams_leave_nothing_in_the_log(
    site: str, panel: CountingPanel, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        await asyncio.gather(*(first_events(site, f"{number % 2}", 1 + number) for number in range(6)))
        await asyncio.sleep(0.3)
    wait_for(lambda: panel.crowd.inside == 0)
    assert caplog.text == ""
