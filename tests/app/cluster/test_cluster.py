"""Two web replicas, a model replica and Redis on this machine: one application, whichever replica answers."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.app.commands.test_serving import free_port
from tests.photographs import photo
from tests.redis_server import DURABLE, redis_server

pytestmark = [pytest.mark.thorough, pytest.mark.weights, pytest.mark.slow]
ROOT = Path(__file__).parents[3]
REPLICA = "X-Fovea-Replica"
STARTS = 300.0  # seconds that Ray may take on a machine that does other things
needs_ray = pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="Ray is not installed: the extra ray")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder, port = tmp_path_factory.mktemp("cluster"), free_port()
    with (
        redis_server(folder / "redis", *DURABLE) as url,
        cluster(port, url),
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=120) as client,
    ):
        assert len(replicas(client, 2)) == 2
        yield client


@contextmanager
def cluster(port: int, url: str, web: int = 2) -> Iterator[None]:
    command = [
        sys.executable,
        "-m",
        "app",
        "cluster",
        "--port",
        str(port),
        "--web",
        str(web),
        "--models",
        "1",
        "--most",
        "2",
    ]
    environment = {**os.environ, "FOVEA_REDIS_URL": url, "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            assert any(line.startswith("Fovea: ") for line in process.stdout), "it ended before it answered"
            yield
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()


def replicas(client: httpx.Client, count: int) -> set[str]:
    """The web replicas that are ready, as soon as there are so many."""
    until, found = time.monotonic() + STARTS, set[str]()
    while len(found) < count and time.monotonic() < until:
        found |= {answer.headers[REPLICA] for answer in [asked(client, "/readyz")] if answer is not None}
    return found


def asked(client: httpx.Client, path: str) -> httpx.Response | None:
    try:
        answer = client.get(path)
    except httpx.TransportError:
        return None
    return answer if answer.status_code == 200 and REPLICA in answer.headers else None


def through_each(client: httpx.Client, path: str, count: int = 2) -> dict[str, httpx.Response]:
    """The answers of so many different replicas to the same question."""
    until, found = time.monotonic() + STARTS, dict[str, httpx.Response]()
    while len(found) < count and time.monotonic() < until:
        answer = asked(client, path)
        if answer is not None:
            found[answer.headers[REPLICA]] = answer
    return found


def keep(client: httpx.Client, number: int) -> tuple[str, str]:
    """A sample's id and the replica that made it."""
    form = {"image": ("a.png", photo("PNG", 40 + number % 10, 30))}
    made = client.post("/api/v1/samples", files=form, data={"sentence": f"a cat {number}"}).raise_for_status()
    return str(made.json()["id"]), made.headers[REPLICA]


def web_processes() -> list[int]:
    """Of this machine's web replicas, as Ray names them."""
    found = []
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            title = line.read_bytes()
        except OSError:
            continue
        if title.startswith(b"ray::") and b"ServeReplica:web:web" in title:
            found.append(int(line.parent.name))
    return found


@needs_ray
def test_a_sample_made_through_one_replica_opens_through_the_other(client: httpx.Client) -> None:
    sample, maker = keep(client, 0)
    for path in (f"/s/{sample}", f"/api/v1/samples/{sample}/attention"):
        answers = through_each(client, path)
        assert maker in answers
        assert len(answers) == 2
    one, other = (answer.json()["words"] for answer in answers.values())
    assert one == other


@needs_ray
def test_a_killed_replica_loses_nothing_and_another_takes_its_place(client: httpx.Client) -> None:
    kept = [keep(client, number)[0] for number in range(100)]
    before = replicas(client, 2)
    os.kill(web_processes()[0], signal.SIGKILL)
    found = sum(opened(client, sample) for sample in kept)
    assert found == 100
    assert len(before | replicas(client, 2)) >= 2
    until = time.monotonic() + STARTS
    while len(web_processes()) < 2 and time.monotonic() < until:
        time.sleep(0.5)
    assert len(web_processes()) == 2


def opened(client: httpx.Client, sample: str) -> bool:
    """Asked again where the replica that was asked is the one that was killed."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if asked(client, f"/api/v1/samples/{sample}") is not None:
            return True
        time.sleep(0.2)
    return False


@needs_ray
def test_a_sweep_goes_on_elsewhere_when_its_replica_is_killed(client: httpx.Client) -> None:
    sample, _ = keep(client, 1)
    path = f"/s/{sample}/shift/stream?view=network"
    assert events_until_killed(client, path)
    until, told = time.monotonic() + STARTS, list[str]()
    while "done" not in told and time.monotonic() < until:  # as a browser's EventSource does: it connects again
        try:
            told += [name for name, _ in events(client, path)]
        except httpx.HTTPError:
            time.sleep(0.5)
    assert "done" in told


def events(client: httpx.Client, path: str) -> Iterator[tuple[str, dict[str, object]]]:
    with client.stream("GET", path, headers={"Accept": "text/event-stream"}) as stream:
        stream.raise_for_status()
        name = ""
        for line in stream.iter_lines():
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data: "):
                yield name, json.loads(line.removeprefix("data: "))


def events_until_killed(client: httpx.Client, path: str) -> list[str]:
    """Kill all web replicas after the first step, the one that works among them; what was told until then."""
    told = []
    try:
        for name, _ in events(client, path):
            told.append(name)
            if len(told) == 2:
                for process in web_processes():
                    os.kill(process, signal.SIGKILL)
    except httpx.HTTPError:
        pass
    return told
