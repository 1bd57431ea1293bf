"""The real server that kills itself at a named point: python -m tests.killed_server FOLDER PORT [POINT]"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from pathlib import Path

import uvicorn

from app.main import create_app
from app.photos.door import PhotoLimits
from app.photos.photo import Photo, accept_photo
from app.samples import intake
from app.samples.sample import Sample
from app.samples.store import SampleStore
from app.settings import Settings
from tests.fakes import FakeAttender

TRIGGER = "now"  # a sentence that has this word is the one; its photo is a PNG


def die() -> None:
    """As the system's own killer does it: nothing is tidied up."""
    os.kill(os.getpid(), signal.SIGKILL)


def when_decoded() -> None:
    def accept_and_die(content: bytes, limits: PhotoLimits) -> Photo:
        accepted = accept_photo(content, limits)
        if content.startswith(b"\x89PNG"):
            die()
        return accepted

    intake.accept_photo = accept_and_die  # type: ignore[attr-defined]


def when_written() -> None:
    """Between the rows and their commit."""
    insert = SampleStore._insert

    def insert_and_die(self: SampleStore, db: sqlite3.Connection, sample: Sample) -> None:
        insert(self, db, sample)
        if TRIGGER in sample.sentence:
            die()

    SampleStore._insert = insert_and_die  # type: ignore[method-assign]


def when_committed() -> None:
    """Between the commit and the answer."""
    add = SampleStore.add

    def add_and_die(self: SampleStore, sample: Sample, encoded: bytes | None = None) -> Sample:
        kept = add(self, sample, encoded)
        if TRIGGER in sample.sentence:
            die()
        return kept

    SampleStore.add = add_and_die  # type: ignore[method-assign]


POINTS = {"decoded": when_decoded, "row written": when_written, "committed": when_committed}


def main() -> None:
    """Serve until the point is reached."""
    folder, port, *point = sys.argv[1:]
    for each in point:
        POINTS[each]()
    app = create_app(Settings(data_dir=Path(folder), cache_dir=Path(folder) / "engine"), FakeAttender())
    uvicorn.run(app, port=int(port), log_level="warning")


if __name__ == "__main__":
    main()
