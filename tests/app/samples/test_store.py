from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.photos.notes import Note
from app.samples.sample import Sample
from app.samples.store import SampleStore, StoreLimits
from models.errors import BrokenInstall

ROOT = Path(__file__).parents[3]


def sample(photo_id: str = "p1", sentence: str = "a cat", age: float = 0.0) -> Sample:
    return Sample(sentence, photo_id, 48, 32, (Note("first_frame", {"count": 3}),), created=time.time() - age)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "samples.sqlite3"


@pytest.fixture
def store(path: Path) -> Iterator[SampleStore]:
    store = SampleStore(path, StoreLimits(samples=3, photo_bytes=1000, age_seconds=100))
    yield store
    store.close()


def test_what_is_deleted_leaves_nothing_behind_on_disk(path: Path) -> None:
    SampleStore(path).close()
    empty = path.stat().st_size
    store = SampleStore(path)
    secret = b"SECRET" * 2000
    kept = store.add(sample(), secret)
    store.delete(kept.id)
    store.close()
    assert b"SECRETSECRET" not in path.read_bytes()
    assert path.stat().st_size == empty


def test_a_folder_that_cannot_be_used_is_said_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "samples.sqlite3").write_bytes(b"this is no database" * 100)
    for path in (tmp_path / "file" / "samples.sqlite3", tmp_path / "samples.sqlite3"):
        with pytest.raises(BrokenInstall) as caught:
            SampleStore(path)
        assert "FOVEA_DATA_DIR" in caught.value.hint


def write_many(path: Path, name: str) -> None:
    store = SampleStore(path)
    for number in range(40):
        store.add(Sample(f"{name} {number}", f"{name}{number % 5}", 8, 8, id=f"{name}-{number}"), b"x" * 5000)
    store.close()


def test_several_processes_write_at_once_and_nothing_is_lost(path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=write_many, args=(path, name)) for name in ("a", "b")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
        assert writer.exitcode == 0
    store = SampleStore(path)
    for name in ("a", "b"):
        for number in range(40):
            assert store.get(f"{name}-{number}").sentence == f"{name} {number}"
            assert store.photo(f"{name}{number % 5}") == b"x" * 5000
    store.close()


KILLED_WRITER = """
import sys
from pathlib import Path
from app.samples.store import SampleStore
from app.samples.sample import Sample
store = SampleStore(Path(sys.argv[1]))
number = 0
while True:
    store.add(Sample(f"a cat {number}", f"p{number}", 8, 8), b"x" * 200_000)
    number += 1
    print(number, flush=True)
"""


def test_a_killed_writer_leaves_whole_samples_only(path: Path) -> None:
    for wait in (0.0, 0.013, 0.03):
        command = [sys.executable, "-c", KILLED_WRITER, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as writer:
            assert writer.stdout is not None
            written = [writer.stdout.readline() for _ in range(5)]
            time.sleep(wait)
            os.kill(writer.pid, signal.SIGKILL)
        assert written[-1].strip() == "5"
        store = SampleStore(path)
        store.add(replace(sample("after"), id=f"after {wait}"), b"x")
        store.close()
        assert_whole(path)


def assert_whole(path: Path) -> None:
    """No sample without its photo, no photo without a sample, no half photo, no damage."""
    db = sqlite3.connect(path)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert db.execute("SELECT COUNT(*) FROM samples WHERE photo_id NOT IN (SELECT id FROM photos)").fetchone() == (0,)
    assert db.execute("SELECT COUNT(*) FROM photos WHERE id NOT IN (SELECT photo_id FROM samples)").fetchone() == (0,)
    assert db.execute("SELECT COUNT(*) FROM photos WHERE length(jpeg) != bytes").fetchone() == (0,)
    assert db.execute("SELECT COUNT(*) FROM samples").fetchone()[0] >= 5
    db.close()
