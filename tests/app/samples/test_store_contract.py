"""What every store of samples promises: the one in a file and the one in Redis, by the same tests."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.samples.redis_store import RedisStore
from app.samples.sample import Sample
from app.samples.store import StoreLimits
from app.samples.store_seam import Store
from models.errors import BrokenInstall, Busy, NotFound
from tests.app.samples.secrets_kept import SECRET_JPEG, by_age, by_count, by_hand, is_gone, secret
from tests.app.samples.stores import DAY, Opened, gone_in_time, sample
from tests.redis_server import DURABLE, FORGETFUL, redis_server

ROOT = Path(__file__).parents[3]


def test_a_sample_comes_back_as_it_went_in(store: Store) -> None:
    kept = store.add(sample(), b"jpeg")
    assert store.get(kept.id) == kept
    assert store.photo("p1") == b"jpeg"


def test_samples_outlive_the_process(opened: Opened) -> None:
    store = opened()
    kept = store.add(sample(), b"jpeg")
    store.close()
    again = opened()
    assert again.get(kept.id) == kept
    assert again.photo("p1") == b"jpeg"
    again.close()


def test_an_unknown_sample_or_photo_is_not_found(store: Store) -> None:
    for ask in (store.get, store.photo, store.delete):
        with pytest.raises(NotFound):
            ask("nope")


def test_a_photo_is_kept_once_and_goes_with_its_last_sample(store: Store) -> None:
    first = store.add(sample(), b"jpeg")
    second = store.add(first.with_sentence("a dog"), b"jpeg")
    store.delete(first.id)
    assert store.photo("p1") == b"jpeg"
    store.delete(second.id)
    with pytest.raises(NotFound):
        store.photo("p1")


def test_a_new_sentence_needs_no_photo_as_long_as_it_is_there(store: Store) -> None:
    first = store.add(sample(), b"jpeg")
    second = store.add(first.with_sentence("a dog"))
    assert store.get(second.id).photo_id == first.photo_id
    store.delete(first.id)
    store.delete(second.id)
    with pytest.raises(NotFound) as caught:
        store.add(first.with_sentence("a bird"))
    assert caught.value.code == "no_such_photo"


def test_beyond_the_count_the_oldest_goes_first(store: Store) -> None:
    kept = [store.add(sample(f"p{n}", age=10 - n), b"jpeg") for n in range(4)]
    with pytest.raises(NotFound):
        store.get(kept[0].id)
    assert [store.get(each.id) for each in kept[1:]] == kept[1:]
    with pytest.raises(NotFound):
        store.photo("p0")


def test_beyond_the_bytes_the_oldest_goes_first(store: Store) -> None:
    first, second = store.add(sample("p1", age=2), b"x" * 600), store.add(sample("p2", age=1), b"x" * 600)
    with pytest.raises(NotFound):
        store.get(first.id)
    assert store.get(second.id) == second


def test_the_newest_is_kept_even_if_it_alone_is_too_much(store: Store) -> None:
    store.add(sample("p1"), b"x")
    large = store.add(sample("p2"), b"x" * 2000)
    assert store.get(large.id) == large


def test_what_is_too_old_is_gone_even_before_it_is_pruned(store: Store) -> None:
    old = sample(age=101)
    store.add(old, b"jpeg")
    with pytest.raises(NotFound):
        store.get(old.id)


def test_pruning_forgets_what_is_too_old(store: Store) -> None:
    old = sample(age=101)
    store.add(old, b"jpeg")
    store.prune()
    with pytest.raises(NotFound):
        store.photo("p1")


def test_two_connections_see_each_others_samples(opened: Opened, store: Store) -> None:
    other = opened()
    kept = other.add(sample(), b"jpeg")
    assert store.get(kept.id) == kept
    store.delete(kept.id)
    with pytest.raises(NotFound):
        other.get(kept.id)
    other.close()


def test_many_threads_may_use_one_store(opened: Opened) -> None:
    store = opened()
    kept: list[Sample] = []
    threads = [threading.Thread(target=lambda n=n: kept.append(store.add(sample(f"p{n}"), b"x"))) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(store.get(each.id) == each for each in kept)
    store.close()


def test_the_newest_samples_of_a_full_store_are_found_quickly(opened: Opened) -> None:
    store = opened(StoreLimits(samples=500))
    for number in range(500):
        store.add(sample(f"p{number}"), b"x" * 100)
    start = time.perf_counter()
    for number in range(20):
        store.add(sample(f"q{number}"), b"x" * 100)
    assert (time.perf_counter() - start) / 20 < 0.25
    store.close()


def test_the_secret_is_the_same_for_all_and_stays(opened: Opened) -> None:
    one, other = opened(), opened()
    assert one.secret == other.secret
    assert len(one.secret) == 32


def test_notes_in_any_language_come_back(store: Store) -> None:
    kept = store.add(sample(sentence="一只猫 “quoted” \\ \u2028 \U0001f431"), bytes(range(256)))
    assert store.get(kept.id) == kept
    assert store.photo("p1") == bytes(range(256))


@pytest.mark.parametrize(("erase", "age"), [(by_hand, 0.0), (by_count, 50.0), (by_age, 99.99)])
def test_what_is_erased_goes_from_the_disk_too(
    opened: Opened, kept_at: tuple[str, Path], erase: Callable[[Store, Sample], None], age: float
) -> None:
    store = opened(StoreLimits(samples=2, photo_bytes=1_000_000, age_seconds=100))
    kept = store.add(secret(age), SECRET_JPEG)
    assert not is_gone(kept_at[1])
    time.sleep(0.02)
    erase(store, kept)
    assert gone_in_time(kept_at)


def test_a_clock_that_jumps_hides_everything_and_erases_nothing(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(StoreLimits(age_seconds=30 * DAY))
    kept = [store.add(Sample("a cat", f"p{n}", 8, 8, created=time.time() - n * DAY), b"x") for n in range(1, 29)]
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + 400 * DAY)
    for _ in range(5):
        store.prune()
    store.add(Sample("a dog", "p-new", 8, 8), b"x")
    with pytest.raises(NotFound):
        store.get(kept[0].id)
    store = opened(StoreLimits(age_seconds=30 * DAY))  # a restart does not help the clock
    store.prune()
    monkeypatch.setattr(time, "time", real)
    assert [store.get(each.id) for each in kept] == kept


def test_a_store_that_was_switched_off_for_long_catches_up_hour_by_hour(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(StoreLimits(age_seconds=30 * DAY))
    for n in range(10):
        store.add(Sample("a cat", f"p{n}", 8, 8, created=time.time() - n * DAY), b"x")
    store.prune()
    real, steady = time.time, time.monotonic
    hours = 0.0
    monkeypatch.setattr(time, "time", lambda: real() + 40 * DAY + hours * 3600)
    monkeypatch.setattr(time, "monotonic", lambda: steady() + hours * 3600)
    gone = []
    for hour in (1, 24, 48):
        hours = hour
        gone.append(store.prune())
    assert gone == [0, 4, 6]


WRITER = """
import sys
from app.samples.sample import Sample
from tests.app.samples.stores import open_at
store, number = open_at(sys.argv[1]), 0
while True:
    sample = store.add(Sample(f"a cat {number}", f"p{number}", 8, 8), b"x" * 50_000)
    print(sample.id, number, flush=True)
    number += 1
"""


@pytest.mark.slow
def test_what_a_killed_process_was_told_is_kept_is_kept(opened: Opened, kept_at: tuple[str, Path]) -> None:
    command = [sys.executable, "-c", WRITER, kept_at[0]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as writer:
        assert writer.stdout is not None
        told = [writer.stdout.readline().split() for _ in range(30)]
        os.kill(writer.pid, signal.SIGKILL)
    store = opened()
    for sample_id, number in told:
        assert store.get(sample_id).sentence == f"a cat {number}"
        assert store.photo(f"p{number}") == b"x" * 50_000


@pytest.mark.slow
def test_a_killed_redis_comes_back_with_all_that_it_acknowledged(tmp_path: Path) -> None:
    with redis_server(tmp_path / "redis", *DURABLE) as url:
        store = RedisStore(url)
        kept = [store.add(sample(f"p{n}"), b"x" * 10_000) for n in range(20)]
        (number,) = {store._redis.info("server")["process_id"]}
        os.kill(number, signal.SIGKILL)
        store.close()
    with redis_server(tmp_path / "redis", *DURABLE) as url:
        store = RedisStore(url)
        assert [store.get(each.id) for each in kept] == kept
        store.close()


@pytest.mark.slow
def test_a_redis_that_is_gone_or_full_is_told_in_words(tmp_path: Path) -> None:
    with redis_server(tmp_path / "redis", *FORGETFUL) as url:
        store = RedisStore(url)
        store.add(sample(), b"x" * 3_000_000)
        store._redis.config_set("maxmemory", "1mb")
        with pytest.raises(BrokenInstall) as full:
            store.add(sample("p2"), b"x" * 3_000_000)
        assert full.value.code == "disk_full"
    with pytest.raises(Busy) as gone:
        store.get("anything")
    assert gone.value.retry_after
    store.close()
    with pytest.raises(BrokenInstall) as closed:
        RedisStore(url)
    assert "FOVEA_REDIS_URL" in closed.value.hint
