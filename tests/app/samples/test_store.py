from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.photos.notes import Note
from app.samples.sample import Sample
from app.samples.store import SampleStore, StoreLimits
from models.errors import BrokenInstall, NotFound

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


def test_a_sample_comes_back_as_it_went_in(store: SampleStore) -> None:
    kept = store.add(sample(), b"jpeg")
    assert store.get(kept.id) == kept
    assert store.photo("p1") == b"jpeg"


def test_samples_outlive_the_process(path: Path) -> None:
    store = SampleStore(path)
    kept = store.add(sample(), b"jpeg")
    store.close()
    again = SampleStore(path)
    assert again.get(kept.id) == kept
    assert again.photo("p1") == b"jpeg"
    again.close()


def test_an_unknown_sample_or_photo_is_not_found(store: SampleStore) -> None:
    for ask in (store.get, store.photo, store.delete):
        with pytest.raises(NotFound):
            ask("nope")


def test_a_photo_is_kept_once_and_goes_with_its_last_sample(store: SampleStore) -> None:
    first = store.add(sample(), b"jpeg")
    second = store.add(first.with_sentence("a dog"), b"jpeg")
    store.delete(first.id)
    assert store.photo("p1") == b"jpeg"
    store.delete(second.id)
    with pytest.raises(NotFound):
        store.photo("p1")


def test_a_new_sentence_needs_no_photo_as_long_as_it_is_there(store: SampleStore) -> None:
    first = store.add(sample(), b"jpeg")
    second = store.add(first.with_sentence("a dog"))
    assert store.get(second.id).photo_id == first.photo_id
    store.delete(first.id)
    store.delete(second.id)
    with pytest.raises(NotFound) as caught:
        store.add(first.with_sentence("a bird"))
    assert caught.value.code == "no_such_photo"


def test_beyond_the_count_the_oldest_goes_first(store: SampleStore) -> None:
    kept = [store.add(sample(f"p{n}", age=10 - n), b"jpeg") for n in range(4)]
    with pytest.raises(NotFound):
        store.get(kept[0].id)
    assert [store.get(each.id) for each in kept[1:]] == kept[1:]
    with pytest.raises(NotFound):
        store.photo("p0")


def test_beyond_the_bytes_the_oldest_goes_first(store: SampleStore) -> None:
    first, second = store.add(sample("p1", age=2), b"x" * 600), store.add(sample("p2", age=1), b"x" * 600)
    with pytest.raises(NotFound):
        store.get(first.id)
    assert store.get(second.id) == second


def test_the_newest_is_kept_even_if_it_alone_is_too_much(store: SampleStore) -> None:
    store.add(sample("p1"), b"x")
    large = store.add(sample("p2"), b"x" * 2000)
    assert store.get(large.id) == large


def test_what_is_too_old_is_gone_even_before_it_is_pruned(store: SampleStore) -> None:
    old = sample(age=101)
    store.add(old, b"jpeg")
    with pytest.raises(NotFound):
        store.get(old.id)


def test_pruning_forgets_what_is_too_old(store: SampleStore) -> None:
    old = sample(age=101)
    store.add(old, b"jpeg")
    store.prune()
    with pytest.raises(NotFound):
        store.photo("p1")


def test_what_is_deleted_leaves_nothing_behind_on_disk(path: Path) -> None:
    store = SampleStore(path)
    secret = b"SECRET" * 2000
    kept = store.add(sample(), secret)
    store.delete(kept.id)
    store.close()
    assert b"SECRETSECRET" not in path.read_bytes()
    assert path.stat().st_size < len(secret) + 40_000


def test_a_folder_that_cannot_be_used_is_said_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "samples.sqlite3").write_bytes(b"this is no database" * 100)
    for path in (tmp_path / "file" / "samples.sqlite3", tmp_path / "samples.sqlite3"):
        with pytest.raises(BrokenInstall) as caught:
            SampleStore(path)
        assert "FOVEA_DATA_DIR" in caught.value.hint


def test_two_connections_see_each_others_samples(path: Path, store: SampleStore) -> None:
    other = SampleStore(path)
    kept = other.add(sample(), b"jpeg")
    assert store.get(kept.id) == kept
    store.delete(kept.id)
    with pytest.raises(NotFound):
        other.get(kept.id)
    other.close()


def test_many_threads_may_use_one_store(path: Path) -> None:
    store = SampleStore(path)
    kept: list[Sample] = []
    threads = [threading.Thread(target=lambda n=n: kept.append(store.add(sample(f"p{n}"), b"x"))) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(store.get(each.id) == each for each in kept)
    store.close()


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


def test_the_newest_samples_of_a_full_store_are_found_quickly(path: Path) -> None:
    store = SampleStore(path, StoreLimits(samples=500))
    for number in range(500):
        store.add(sample(f"p{number}"), b"x" * 100)
    start = time.perf_counter()
    for number in range(20):
        store.add(sample(f"q{number}"), b"x" * 100)
    assert (time.perf_counter() - start) / 20 < 0.25
    store.close()
