"""Room kept free for deleting: to forget a photo takes room too, and a full disk has none."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

BYTES = 16_000_000  # deleting writes as much as the photo is large; the largest that is kept has about half of this


class Reserve:
    """A file of nothing beside the store, given up when a deletion finds the disk full, and filled again after it."""

    def __init__(self, path: Path, size: int = BYTES) -> None:
        self._path = path
        self._size = size

    def fill(self) -> None:
        """Make it as large as it should be; where there is no room it stays away, for the next time."""
        try:
            if self._path.exists() and self._path.stat().st_size >= self._size:
                return
            with self._path.open("wb") as file:
                _allocate(file, self._size)
        except OSError:
            self.give_up()

    def give_up(self) -> bool:
        """Whether there was something to give up."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True


def _allocate(file: BinaryIO, size: int) -> None:
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file.fileno(), 0, size)
    else:  # macOS
        file.write(bytes(size))
