"""Locks between processes on files. The system lets go of them when their holder ends, however it ends."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.errors import BrokenInstall

try:
    import fcntl

    LOCKS = True
except ImportError:  # Windows: one process at a time, as `make run` starts it, needs no lock
    LOCKS = False

POLL = 0.1  # seconds
_kept: dict[Path, int] = {}  # open files of what this process uses


@contextmanager
def locked(path: Path, seconds: float) -> Iterator[None]:
    """Hold the lock of this file alone; raises BrokenInstall when another process keeps it longer than `seconds`."""
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        end = time.monotonic() + seconds
        while not _take(file, shared=False):
            if time.monotonic() > end:
                raise BrokenInstall(
                    f"Another process has held {path.name} for {seconds:.0f} s.",
                    code="export_failed",
                    argument="engine",
                    hint=f"End the process that hangs (lsof {path}), then try again.",
                )
            time.sleep(POLL)
        yield
    finally:
        os.close(file)


def keep(path: Path) -> None:
    """Say, until this process ends or lets go, that what lies beside this file is in use."""
    file = os.open(path, os.O_RDONLY)
    _take(file, shared=True)
    before = _kept.pop(path, None)
    _kept[path] = file
    if before is not None:
        os.close(before)


def let_go(path: Path) -> None:
    """Take back what `keep` said, in this process."""
    file = _kept.pop(path, None)
    if file is not None:
        os.close(file)


def kept_by_someone(path: Path) -> bool:
    """Whether a process, this one included, has said so of this file."""
    try:
        file = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        return not _take(file, shared=False)
    finally:
        os.close(file)


def _take(file: int, shared: bool) -> bool:
    if not LOCKS:
        return True
    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
