"""The server as a person starts it: `python -m app serve` in a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.commands.serving import address
from app.settings import Settings
from tests.photographs import photo

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("host", "root_path", "expected"),
    [
        ("127.0.0.1", "", "http://localhost:7860"),
        ("0.0.0.0", "", "http://localhost:7860"),
        ("::", "/fovea", "http://localhost:7860/fovea"),
        ("192.168.1.4", "", "http://192.168.1.4:7860"),
        ("fe80::1", "", "http://[fe80::1]:7860"),
    ],
)
def test_the_printed_address_can_be_typed_into_a_browser(host: str, root_path: str, expected: str) -> None:
    assert address(Settings(host=host, root_path=root_path)) == expected


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(folder: Path, port: int, *flags: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "app", "serve", "--port", str(port), "--data-dir", str(folder), *flags]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        try:
            yield server
        finally:
            server.terminate()


def wait_until_ready(client: httpx.Client, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if client.get("/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise TimeoutError


def new_sample(client: httpx.Client, sentence: str = "a cat on a sofa") -> dict[str, Any]:
    files = {"image": ("a.jpg", photo())}
    answer = client.post("/api/v1/samples", files=files, data={"sentence": sentence})
    return dict(answer.raise_for_status().json())


@pytest.mark.weights
def test_a_link_outlives_a_server_that_was_killed(tmp_path: Path) -> None:
    port = free_port()
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False)
    with serving(tmp_path, port) as server:
        wait_until_ready(client)
        sample_id = new_sample(client)["id"]
        maps = client.get(f"/api/v1/samples/{sample_id}/attention").json()
        os.kill(server.pid, signal.SIGKILL)
        output = server.communicate()[0]
    assert f"http://localhost:{port}" in output
    assert sample_id not in output
    with serving(tmp_path, port):
        wait_until_ready(client)
        assert client.get(f"/s/{sample_id}").status_code == 200
        assert client.get(f"/api/v1/samples/{sample_id}/attention").json() == maps
    client.close()


@pytest.mark.weights
def test_several_workers_share_their_samples(tmp_path: Path) -> None:
    port = free_port()
    with (
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False) as client,
        serving(tmp_path, port, "--workers", "2"),
    ):
        wait_until_ready(client)
        ids = [new_sample(client, f"a cat {number}")["id"] for number in range(3)]
        for _ in range(10):  # a new connection each time, so that both workers are asked
            for sample_id in ids:
                address = f"http://127.0.0.1:{port}/api/v1/samples/{sample_id}"
                assert httpx.get(address, trust_env=False, timeout=30).status_code == 200


@pytest.mark.weights
def test_workers_on_one_store_stream_the_same_sweep_each(tmp_path: Path) -> None:
    """Two processes that know nothing of each other; the sample that both read is deleted behind their backs."""
    ports = free_port(), free_port()
    with serving(tmp_path, ports[0]), serving(tmp_path, ports[1]), ExitStack() as opened:
        one, other = (
            opened.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120, trust_env=False))
            for port in ports
        )
        wait_until_ready(one)
        wait_until_ready(other)
        sample = new_sample(one)
        stream, page = f"/s/{sample['id']}/shift/stream", f"/s/{sample['id']}/shift"
        with ThreadPoolExecutor(2) as pool:
            streams = list(pool.map(lambda client: client.get(stream).text, (one, other)))
        assert all(text.endswith("event: done\ndata: {}\n\n") for text in streams)
        assert all("data-stream" not in client.get(page).text for client in (one, other))
        assert one.delete(sample["links"]["delete"]).status_code == 204
        assert other.get(stream).status_code == 404


@pytest.mark.weights
def test_the_serving_process_never_imports_torch(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from app.settings import Settings; from app.main import create_app\n"
        "from starlette.testclient import TestClient\n"
        f"with TestClient(create_app(Settings(data_dir=Path({str(tmp_path)!r})))) as client:\n"
        "    assert client.get('/').status_code == 200\n"
        "sys.exit(any(name in sys.modules for name in ('torch', 'skimage', 'transformers')))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_a_folder_that_cannot_be_used_is_said_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    command = [sys.executable, "-m", "app", "serve", "--port", str(free_port()), "--data-dir", str(tmp_path / "file")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "FOVEA_DATA_DIR" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_said_with_a_hint(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        command = [sys.executable, "-m", "app", "serve", "--port", str(port), "--data-dir", str(tmp_path)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert f"--port {port + 1}" in done.stderr
    assert "Traceback" not in done.stderr
