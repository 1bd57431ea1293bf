"""kill -9 at named points: what was acknowledged is there afterwards, nothing is half there, and the server starts.

An export that is killed half written: tests/models/test_exports.py. A store's writer: tests/app/samples/test_store.py.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from app.engines.lessons import LessonJob, TorchProcess
from models.encoder.lesson_results import Goal, Tower
from tests.app.commands.test_serving import free_port, wait_until_ready
from tests.app.samples.test_store import assert_whole
from tests.killed_server import POINTS, TRIGGER
from tests.photographs import photo

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
HALF = b"POST /api/v1/samples HTTP/1.1\r\nHost: here\r\nContent-Type: multipart/form-data; boundary=x\r\n"


@contextmanager
def server(folder: Path, *point: str) -> Iterator[tuple[httpx.Client, subprocess.Popen[bytes]]]:
    port = free_port()
    command = [sys.executable, "-m", "tests.killed_server", str(folder), str(port), *point]
    with (
        subprocess.Popen(command, cwd=ROOT) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as client,
    ):
        try:
            wait_until_ready(client, 120)
            yield client, process
        finally:
            process.kill()


def keep(client: httpx.Client, sentence: str, content: bytes) -> str:
    answer = client.post("/api/v1/samples", files={"image": ("a.jpg", content)}, data={"sentence": sentence})
    return str(answer.raise_for_status().json()["id"])


@pytest.mark.parametrize("point", ["body half read", *POINTS])
def test_what_was_acknowledged_outlives_a_kill_at(point: str, tmp_path: Path) -> None:
    with server(tmp_path, *([point] if point in POINTS else [])) as (client, process):
        kept = [keep(client, f"a cat {number}", photo()) for number in range(5)]
        if point in POINTS:
            with pytest.raises(httpx.TransportError):
                keep(client, f"a dog {TRIGGER}", photo("PNG", 300, 300))
        else:
            with socket.create_connection(("127.0.0.1", client.base_url.port or 0)) as connection:
                connection.sendall(HALF + b"Content-Length: 5000\r\n\r\n--x\r\n" + b"x" * 2500)
                time.sleep(0.3)
                process.send_signal(signal.SIGKILL)
        assert process.wait(30) == -signal.SIGKILL
    with server(tmp_path) as (client, _):
        for sample in kept:
            assert client.get(f"/api/v1/samples/{sample}").status_code == 200
        after = keep(client, "a bird", photo("PNG", 320, 200))
        assert client.get(f"/s/{after}").status_code == 200
    assert_whole(tmp_path / "samples.sqlite3")
    left = {path.name for path in tmp_path.iterdir() if path.is_file()}
    assert {name.removeprefix("samples.sqlite3") for name in left} <= {"", "-wal", "-shm", ".reserve"}


LESSON = """
import sys, time
from app.engines.lessons import LessonJob, TorchProcess
from models.encoder.lesson_results import Goal, Tower
process = TorchProcess(LessonJob("x", Goal.LABELS, Tower.FROZEN, 0))
print(process._process.pid, flush=True)
for line in process.lines():
    print("line", flush=True)
"""


def lives(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(not Path("/proc").exists(), reason="asks Linux whether a process lives")
def test_training_ends_when_its_server_is_killed() -> None:
    """Between two steps: it has nobody to tell any more."""
    with subprocess.Popen([sys.executable, "-c", LESSON], cwd=ROOT, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        pid = int(owner.stdout.readline())
        assert owner.stdout.readline() == "line\n"
        owner.send_signal(signal.SIGKILL)
        owner.communicate()
    end = time.monotonic() + 120
    while lives(pid):
        assert time.monotonic() < end
        time.sleep(0.1)


def test_training_that_is_killed_in_a_step_is_told() -> None:
    process = TorchProcess(LessonJob("x", Goal.LABELS, Tower.FROZEN, 0))
    lines = process.lines()
    next(lines)
    os.kill(process._process.pid, signal.SIGKILL)
    assert len(list(lines)) < 100
    assert process.failure() == "it ended early"
