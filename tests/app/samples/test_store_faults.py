"""A store on a disk that fails: said in words, never a crash, and what is whole stays readable."""

from __future__ import annotations

import sqlite3
import subprocess
from pathlib import Path

import pytest

from app.samples.sample import Sample
from app.samples.store import SampleStore
from models.errors import BrokenInstall, Busy
from tests.full_disk import small_disk


def cat(number: int = 0) -> Sample:
    return Sample(f"a cat {number}", f"p{number}", 8, 8)


def test_a_disk_that_becomes_read_only_is_told_and_still_read(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 24) as folder:
        store = SampleStore(folder / "samples.sqlite3")
        kept = store.add(cat(), b"x" * 1000)
        store.close()
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        with pytest.raises(BrokenInstall) as caught:
            SampleStore(folder / "samples.sqlite3")
        assert "FOVEA_DATA_DIR" in caught.value.hint
        subprocess.run(["mount", "-o", "remount,rw", str(folder)], check=True)
        store = SampleStore(folder / "samples.sqlite3")
        assert store.get(kept.id) == kept
        store.close()


def open_and_add(path: Path) -> None:
    store = SampleStore(path)
    try:
        store.add(cat(99), b"x")
    finally:
        store.close()


@pytest.mark.parametrize("damage", ["overwritten", "cut short"])
def test_a_damaged_store_is_told_at_the_door(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "samples.sqlite3"
    store = SampleStore(path)
    for number in range(20):
        store.add(cat(number), bytes([number]) * 20_000)
    store.close()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096) if damage == "overwritten" else b""
    path.write_bytes(content)
    with pytest.raises(BrokenInstall) as caught:
        open_and_add(path)
    assert caught.value.code == "broken_store"
    assert caught.value.hint


def test_somebody_who_writes_for_long_makes_others_come_back(tmp_path: Path) -> None:
    path = tmp_path / "samples.sqlite3"
    store = SampleStore(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store._file._db.execute("PRAGMA busy_timeout = 10")
    with pytest.raises(Busy) as caught:
        store.add(cat(), b"x")
    assert caught.value.retry_after
    other.execute("ROLLBACK")
    other.close()
    store.add(cat(), b"x")
    store.close()
