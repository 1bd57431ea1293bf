"""What every store keeps of finished long work: the same tests for SQLite and for a real Redis."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.samples.kept_results import OF_ONE_PHOTO
from app.samples.sample import Sample
from app.samples.store import StoreLimits
from app.samples.store_seam import Store
from tests.app.samples.secrets_kept import SECRET_JPEG, by_age, by_count, by_hand, is_gone, secret
from tests.app.samples.stores import Opened, gone_in_time, sample


def test_finished_work_is_seen_by_all_and_replaced(opened: Opened, store: Store) -> None:
    kept, other = store.add(sample(), b"jpeg"), opened()
    assert other.result("sweep") is None
    store.keep_result("sweep", b"old", kept.photo_id, kept.id)
    store.keep_result("sweep", bytes(range(256)), kept.photo_id, kept.id)
    assert other.result("sweep") == store.result("sweep") == bytes(range(256))
    other.close()


def test_finished_work_goes_with_any_sample_of_its_photo(store: Store) -> None:
    first, apart = store.add(sample(), b"jpeg"), store.add(sample("p2"), b"jpeg")
    second = store.add(first.with_sentence("a dog"))
    store.keep_result("of the photo", b"made", "p1", first.id)
    store.keep_result("of another", b"made", "p2", apart.id)
    store.delete(second.id)
    assert store.result("of the photo") is None
    assert store.result("of another") == b"made"


def test_finished_work_goes_with_what_is_too_old_or_too_much(store: Store) -> None:
    kept = [store.add(sample(f"p{n}", age=99.99 - n), b"jpeg") for n in range(3)]
    for each in kept:
        store.keep_result(each.photo_id, b"made", each.photo_id, each.id)
    time.sleep(0.02)
    store.prune()
    assert [store.result(f"p{n}") for n in range(3)] == [None, b"made", b"made"]
    for n in range(3, 5):
        store.add(sample(f"p{n}"), b"jpeg")
    assert [store.result(f"p{n}") for n in range(3)] == [None, None, b"made"]


def test_work_for_a_sample_that_went_meanwhile_is_not_kept(store: Store) -> None:
    first = store.add(sample(), b"jpeg")
    store.add(first.with_sentence("a dog"))
    store.delete(first.id)
    store.keep_result("sweep", b"made", "p1", first.id)
    assert store.result("sweep") is None
    store.keep_result("of an example", b"made", "p-example")
    store.keep_result("of nothing", b"made")
    assert store.result("of an example") == store.result("of nothing") == b"made"


def test_finished_work_is_bounded_and_the_oldest_goes_first(opened: Opened) -> None:
    store = opened(StoreLimits(result_bytes=1000))
    for n in range(4):
        store.keep_result(f"r{n}", b"x" * 300, f"p{n}")
    assert [store.result(f"r{n}") is None for n in range(4)] == [True, False, False, False]
    store.keep_result("r1", b"x" * 300, "p1")  # newest again
    store.keep_result("r4", b"x" * 300, "p4")
    assert [store.result(f"r{n}") is None for n in range(1, 5)] == [False, True, False, False]
    store.keep_result("whole", b"x" * 1001, "p5")
    assert store.result("whole") is None
    store.keep_result("after", b"x" * 1000, "p6")
    assert store.result("after") is not None
    store.close()


def test_finished_work_of_one_photo_fits_into_the_reserve_for_deleting(opened: Opened) -> None:
    store, part = opened(), OF_ONE_PHOTO // 2
    store.keep_result("of another", b"x", "p2")
    for n in range(3):
        store.keep_result(f"r{n}", bytes(part), "p1")
    assert [store.result(f"r{n}") is None for n in range(3)] == [True, False, False]
    assert store.result("of another") == b"x"
    store.close()


@pytest.mark.parametrize(("erase", "age"), [(by_hand, 0.0), (by_count, 50.0), (by_age, 99.99)])
def test_finished_work_of_what_is_erased_goes_from_the_disk_too(
    opened: Opened, kept_at: tuple[str, Path], erase: Callable[[Store, Sample], None], age: float
) -> None:
    store = opened(StoreLimits(samples=2, photo_bytes=1_000_000, age_seconds=100))
    kept = store.add(secret(age), b"jpeg")
    for n in range(3):
        store.keep_result(f"r{n}", SECRET_JPEG, kept.photo_id, kept.id)
    assert not is_gone(kept_at[1])
    time.sleep(0.02)
    erase(store, kept)
    assert gone_in_time(kept_at)
