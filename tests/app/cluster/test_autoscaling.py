"""More web replicas come when more people ask than one of them is meant for."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from tests.app.cluster.test_cluster import STARTS, cluster, needs_ray, replicas, web_processes
from tests.app.commands.test_serving import free_port
from tests.redis_server import DURABLE, redis_server

pytestmark = [pytest.mark.thorough, pytest.mark.weights, pytest.mark.slow]
PEOPLE = 40  # WEB_AT_ONCE of app/cluster/deployments.py is 16


@needs_ray
def test_a_second_replica_comes_with_the_load_and_answers(tmp_path: Path) -> None:
    port = free_port()
    with (
        redis_server(tmp_path / "redis", *DURABLE) as url,
        cluster(port, url, web=1),
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=120) as client,
    ):
        assert len(replicas(client, 1)) == len(web_processes()) == 1
        with crowd(f"http://127.0.0.1:{port}"):
            until = time.monotonic() + STARTS
            while len(web_processes()) < 2 and time.monotonic() < until:
                time.sleep(1)
            assert len(web_processes()) == 2
            assert len(replicas(client, 2)) == 2


@contextmanager
def crowd(address: str) -> Iterator[None]:
    """So many people, each with one new sentence after the other on an example's photo."""
    over = threading.Event()
    threads = [threading.Thread(target=_ask, args=(address, number, over)) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _ask(address: str, number: int, over: threading.Event) -> None:
    with httpx.Client(base_url=address, trust_env=False, timeout=120) as client:
        for turn in range(1_000_000):
            if over.is_set():
                return
            said = {"sentence": f"a cup on a table {number} {turn}", "sample": "coffee"}
            with suppress(httpx.TransportError):
                client.post("/api/v1/samples", data=said)
