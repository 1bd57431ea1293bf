"""Deleted means gone: from the file, from its log, on a full disk, and never because of a clock."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.samples.kept_results import OF_ONE_PHOTO
from app.samples.sample import Sample
from app.samples.store import SampleStore, StoreLimits
from models.errors import BrokenInstall, FoveaError, NotFound
from tests.app.samples.secrets_kept import (
    SECRET_JPEG,
    SECRET_SENTENCE,
    by_age,
    by_count,
    by_hand,
    is_gone,
    on_disk,
    secret,
)
from tests.full_disk import fill, small_disk


def assert_gone(path: Path) -> None:
    assert is_gone(path.parent)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "samples.sqlite3"


def test_while_it_is_kept_it_is_on_the_disk(path: Path) -> None:
    store = SampleStore(path)
    store.add(secret(), SECRET_JPEG)
    assert SECRET_SENTENCE.encode() in on_disk(path.parent)
    store.close()


@pytest.mark.parametrize(("erase", "age"), [(by_hand, 0.0), (by_count, 50.0), (by_age, 99.999)])
@pytest.mark.parametrize("others", [0, 3])
def test_nothing_of_what_is_erased_is_left_on_the_disk(
    path: Path, erase: Callable[[SampleStore, Sample], None], age: float, others: int
) -> None:
    store = SampleStore(path, StoreLimits(samples=2, photo_bytes=1_000_000, age_seconds=100))
    watching = [SampleStore(path) for _ in range(others)]  # other workers
    kept = store.add(secret(age), SECRET_JPEG)
    assert all(other.get(kept.id) == kept for other in watching)
    time.sleep(0.01)
    erase(store, kept)
    assert_gone(path)
    for each in (store, *watching):
        each.close()


def test_what_somebody_was_reading_is_emptied_with_the_next_write(path: Path) -> None:
    store = SampleStore(path)
    kept = store.add(secret(), SECRET_JPEG)
    reading = sqlite3.connect(path, isolation_level=None)
    reading.execute("BEGIN")
    reading.execute("SELECT COUNT(*) FROM samples").fetchone()
    store._file._db.execute("PRAGMA busy_timeout = 10")
    store.delete(kept.id)
    reading.execute("ROLLBACK")
    reading.close()
    store.add(Sample("a cat", "p1", 8, 8), b"x")
    assert_gone(path)
    store.close()


def test_what_a_killed_process_left_in_the_log_goes_at_the_next_start(path: Path) -> None:
    old = sqlite3.connect(path, isolation_level=None)
    SampleStore(path).close()
    store = SampleStore(path)
    kept = store.add(secret(), SECRET_JPEG)
    store._file._empty_log = lambda: None  # type: ignore[method-assign]  # killed before it could
    store.delete(kept.id)
    assert b"PIXELPIXEL" in on_disk(path.parent)
    SampleStore(path).close()
    assert_gone(path)
    store.close()
    old.close()


@pytest.fixture
def full(tmp_path: Path) -> Iterator[tuple[SampleStore, Sample, Path]]:
    """A store with a sample, on a disk on which nothing more has room."""
    with small_disk(tmp_path / "disk", 24) as folder:
        path = folder / "samples.sqlite3"
        store = SampleStore(path)
        kept = store.add(secret(), SECRET_JPEG)
        fill(folder)
        yield store, kept, path
        store.close()


def test_a_full_disk_refuses_what_is_new_in_words_and_keeps_what_was(full: tuple[SampleStore, Sample, Path]) -> None:
    store, kept, _ = full
    with pytest.raises(BrokenInstall) as caught:
        store.add(Sample("a dog", "p2", 8, 8), b"x" * 2_000_000)
    assert caught.value.code == "disk_full"
    assert caught.value.hint
    assert store.get(kept.id) == kept
    assert store.photo(kept.photo_id) == SECRET_JPEG


def test_a_full_disk_does_not_stop_anybody_from_deleting(full: tuple[SampleStore, Sample, Path]) -> None:
    store, kept, path = full
    with pytest.raises(FoveaError):  # a log that is as long as the disk allows
        store.add(Sample("a dog", "p2", 8, 8), b"x" * 5_000_000)
    store.delete(kept.id)
    with pytest.raises(NotFound):
        store.get(kept.id)
    (path.parent / "filling").unlink()
    assert_gone(path)
    assert store.photo(store.add(secret(), SECRET_JPEG).photo_id) == SECRET_JPEG


def test_a_full_disk_does_not_stop_anybody_from_deleting_finished_work(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 28) as folder:
        path = folder / "samples.sqlite3"
        store = SampleStore(path)
        kept = store.add(secret(), SECRET_JPEG)
        for number in range(OF_ONE_PHOTO // len(SECRET_JPEG)):
            store.keep_result(str(number), SECRET_JPEG, kept.photo_id, kept.id)
        fill(folder)
        with pytest.raises(FoveaError):
            store.keep_result("more", bytes(OF_ONE_PHOTO), "another")
        store.delete(kept.id)
        assert store.result("1") is None
        (folder / "filling").unlink()
        assert_gone(path)
        store.close()


NOWHERE_ELSE = """
set -e
mount --bind "$1" /mnt
for folder in /tmp /var/tmp; do mount --bind $folder $folder; mount -o remount,ro,bind $folder; done
cd /tmp
exec env -u TMPDIR -u SQLITE_TMPDIR PYTHONPATH="$2" "$3" -c "$4"
"""
ADD_AND_DELETE = """
from pathlib import Path
from app.samples.sample import Sample
from app.samples.store import SampleStore
store = SampleStore(Path("/mnt/samples.sqlite3"))
store.delete(store.add(Sample("a cat", "p1", 8, 8), b"x" * 3_000_000).id)
store.close()
"""


@pytest.mark.slow
def test_a_machine_whose_only_writable_folder_is_the_stores_can_delete(tmp_path: Path) -> None:
    """As in the image, whose root is read-only: SQLite would put what a deletion sorts aside into a temporary file."""
    unshared = ["unshare", "--mount", "bash", "-c", NOWHERE_ELSE, "bash"]
    if shutil.which("unshare") is None or subprocess.run(["unshare", "--mount", "true"], check=False).returncode:
        pytest.skip("mounts of one's own are for root on Linux only")
    arguments = [str(tmp_path), str(Path(__file__).parents[3]), sys.executable, ADD_AND_DELETE]
    done = subprocess.run([*unshared, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
