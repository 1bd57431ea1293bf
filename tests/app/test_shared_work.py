"""Long work of one server process is another one's too: real processes on one store."""

from __future__ import annotations

import re
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from models.shift_results import MoveMode
from tests.app.commands.test_serving import free_port, new_sample, serving, wait_until_ready

pytestmark = [pytest.mark.slow, pytest.mark.weights]
SWEEP = "shift/network?net=small_max"
LEAST = 15  # steps of four sweeps
LOADING = 5  # runs of the long gate that a process needs to have the network at all


@pytest.fixture(autouse=True)
def counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOVEA_METRICS", "true")


@contextmanager
def process(folder: Path, *flags: str) -> Iterator[tuple[httpx.Client, subprocess.Popen[str]]]:
    port = free_port()
    limits = httpx.Limits(max_keepalive_connections=0)  # a new connection each time: any worker may answer
    with (
        serving(folder, port, *flags) as server,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=180, trust_env=False, limits=limits) as client,
    ):
        wait_until_ready(client, 120)
        yield client, server


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    with ExitStack() as opened:
        one, other = (opened.enter_context(process(tmp_path))[0] for _ in range(2))
        yield one, other


def long_runs(client: httpx.Client) -> tuple[int, int]:
    """The process that answers, and how often its long gate has run something."""
    text = client.get("/metrics").text
    worker, runs = (
        re.search(rf"^{name} (\S+)$", text, re.MULTILINE)
        for name in ("fovea_worker", 'fovea_gate_runs_total{gate="long"}')
    )
    assert worker
    assert runs
    return int(float(worker[1])), int(float(runs[1]))


def swept(client: httpx.Client, sample: dict[str, Any]) -> list[dict[str, Any]]:
    """Four sweeps, by how the photo moves."""
    address = f"/api/v1/samples/{sample['id']}/{SWEEP}"
    return [client.get(f"{address}&mode={mode}").raise_for_status().json() for mode in MoveMode]


def rows(folder: Path) -> int:
    with sqlite3.connect(folder / "samples.sqlite3") as db:
        return int(db.execute("SELECT COUNT(*) FROM results").fetchone()[0])


def test_a_sweep_of_one_process_is_not_done_by_the_other(both: tuple[httpx.Client, httpx.Client]) -> None:
    one, other = both
    sample = new_sample(one)
    found = swept(one, sample)
    assert swept(other, sample) == found
    assert long_runs(one)[1] > LEAST
    assert long_runs(other)[1] <= LOADING
    page = other.get(f"/s/{sample['id']}/shift?view=network&net=small_max")
    assert "data-stream" not in page.text


def test_a_deleted_sample_takes_its_sweeps_along(both: tuple[httpx.Client, httpx.Client], tmp_path: Path) -> None:
    one, other = both
    sample = new_sample(one)
    swept(one, sample)
    assert rows(tmp_path) == len(MoveMode)
    assert other.delete(sample["links"]["delete"]).status_code == 204
    assert rows(tmp_path) == 0
    assert other.get(f"/api/v1/samples/{sample['id']}/{SWEEP}").status_code == 404


def test_a_damaged_sweep_is_done_anew(both: tuple[httpx.Client, httpx.Client], tmp_path: Path) -> None:
    one, other = both
    sample = new_sample(one)
    found = swept(one, sample)
    with sqlite3.connect(tmp_path / "samples.sqlite3") as db:
        db.execute("UPDATE results SET content = substr(content, 1, length(content) / 2)")
    assert swept(other, sample) == found
    assert long_runs(other)[1] > LEAST


def test_the_workers_of_one_server_do_a_sweep_once(tmp_path: Path) -> None:
    with process(tmp_path, "--workers", "2") as (client, _):
        address = f"/api/v1/samples/{new_sample(client)['id']}/{SWEEP}"
        runs: dict[int, int] = {}
        end = time.monotonic() + 120
        while time.monotonic() < end and (len(runs) < 2 or min(runs.values()) == 0):
            client.get(address).raise_for_status()
            runs.update([long_runs(client)])
        assert len(runs) == 2
        assert min(runs.values()) <= LOADING < max(runs.values())


def test_a_worker_that_is_killed_in_a_sweep_leaves_it_to_the_other(tmp_path: Path) -> None:
    with process(tmp_path) as (one, server), process(tmp_path) as (other, _):
        sample = new_sample(one)
        with one.stream("GET", f"/s/{sample['id']}/shift/stream?view=network&net=small_max") as events:
            next(line for line in events.iter_lines() if "percent" in line)
            server.send_signal(signal.SIGKILL)
            server.wait(20)
        assert rows(tmp_path) == 0
        swept(other, sample)
        assert rows(tmp_path) == len(MoveMode)
