"""A real Redis of one's own, on a port of this machine, that goes with the test."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

DURABLE = ("--appendonly", "yes", "--appendfsync", "always", "--save", "")
FORGETFUL = ("--appendonly", "no", "--save", "")


@contextmanager
def redis_server(folder: Path, *options: str) -> Iterator[str]:
    """Its address; skips where no redis-server is installed (make check installs Debian's)."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server is installed")
    folder.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    where = ["--bind", "127.0.0.1", "--port", str(port), "--dir", str(folder), "--daemonize", "no"]
    server = subprocess.Popen([program, *where, *options], stdout=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(10)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
