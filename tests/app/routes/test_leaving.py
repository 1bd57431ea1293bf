"""Clients that leave, and a server that is told to stop: places are freed, and who waits is answered."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI

from app.main import create_app
from app.settings import Settings
from tests.app.commands.test_serving import free_port, wait_until_ready
from tests.fakes import FakeAttender
from tests.live import live, wait_for
from tests.photographs import photo

ROOT = Path(__file__).parents[3]
FORM = b"Content-Type: multipart/form-data; boundary=x\r\n"
BODY = b"".join(
    (
        b'--x\r\nContent-Disposition: form-data; name="sentence"\r\n\r\na cat\r\n',
        b'--x\r\nContent-Disposition: form-data; name="image"; filename="a.jpg"\r\n\r\n',
        photo(),
        b"\r\n--x--\r\n",
    )
)
HEAD = b"POST /api/v1/samples HTTP/1.1\r\nHost: here\r\n%sContent-Length: %d\r\n\r\n" % (FORM, len(BODY))
WHOLE = HEAD + BODY
STAGES = {"in the head": 40, "after the head": len(HEAD), "in the body": len(HEAD) + 300, "after the body": len(WHOLE)}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FastAPI, str]]:
    folder = tmp_path_factory.mktemp("leaving")
    app = create_app(Settings(data_dir=folder, cache_dir=folder), FakeAttender(0.3))
    with live(app) as base:
        yield app, base


@pytest.mark.parametrize("stage", STAGES)
def test_who_leaves_frees_a_place(server: tuple[FastAPI, str], stage: str) -> None:
    app, base = server
    assert httpx.get(f"{base}/", trust_env=False, timeout=60).status_code == 200
    where = urlsplit(base)
    for _ in range(5):
        with socket.create_connection((where.hostname or "", where.port or 0)) as connection:
            connection.sendall(WHOLE[: STAGES[stage]])
            time.sleep(0.05)
    services = app.state.services
    wait_for(lambda: not any(gate.inside for gate in services.gates.values()), 30)
    with httpx.Client(base_url=base, trust_env=False, timeout=60) as client:
        answer = client.post("/api/v1/samples", files={"image": ("a.jpg", photo())}, data={"sentence": "a dog"})
        assert answer.status_code == 201


@pytest.mark.slow
def test_a_server_that_is_told_to_stop_answers_what_is_under_way() -> None:
    port = free_port()
    command = [sys.executable, "-m", "tests.serve_fake", "--port", str(port), "--seconds", "3"]
    with subprocess.Popen(command, cwd=ROOT) as process, ExitStack() as opened:
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as client:
                wait_until_ready(client, 200)
            asking = [opened.enter_context(socket.create_connection(("127.0.0.1", port), 60)) for _ in range(2)]
            for connection in asking:
                connection.sendall(WHOLE)
            time.sleep(1.5)
            process.send_signal(signal.SIGTERM)
            assert [connection.recv(12) for connection in asking] == [b"HTTP/1.1 201"] * 2
            for connection in asking:
                connection.close()
            assert process.wait(30) in (0, -signal.SIGTERM)
        finally:
            process.kill()
