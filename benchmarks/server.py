"""A real server in a process of its own, on a free port and with an empty store, and how much memory it took."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path


class Server:
    """Where the server listens, and its process."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port

    def peak_mb(self) -> float | None:
        """Most memory the process ever held, in MB (10^6 bytes); None where the system does not say (no /proc)."""
        status = Path(f"/proc/{self.process.pid}/status")
        if not status.exists():
            return None
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) * 1024 / 1e6


@contextmanager
def serving() -> Iterator[Server]:
    """Start `python -m app serve`, wait until it is ready, and end it."""
    with tempfile.TemporaryDirectory(prefix="fovea-bench-") as folder:
        port = _free_port()
        command = [sys.executable, "-m", "app", "serve", "--port", str(port), "--data-dir", folder]
        with open(Path(folder) / "log", "wb") as log, _process(command, log) as process:  # noqa: PTH123
            _wait_until_ready(process, port, Path(folder) / "log")
            yield Server(process, port)


@contextmanager
def _process(command: list[str], log: object) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "FOVEA_HOST": "127.0.0.1"}
    process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environment)  # type: ignore[call-overload]
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:  # nothing of it may stay where other things are measured
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path, seconds: float = 400) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.1)
    raise RuntimeError(f"The server did not become ready:\n{log.read_text(errors='replace')}")
