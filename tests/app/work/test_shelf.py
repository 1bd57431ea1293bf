"""What one worker has finished, another does not do anew: two of them on one store."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.samples.library import Library
from app.samples.sample import Sample
from app.samples.store import SampleStore
from app.work import shelf
from app.work.gate import InferenceGate
from app.work.runner import Runner
from app.work.shelf import Shelf
from app.work.sweeps import Grown, Steps, Work
from models.errors import BrokenInstall
from models.shift_results import MoveMode

VALUE = tuple[MoveMode, ...]


class Worker:
    """A server process as far as long work goes."""

    def __init__(self, path: Path) -> None:
        self.store = SampleStore(path)
        self.library = Library(self.store)
        self.steps = 0
        self.runner = Runner(InferenceGate(2, 8), 1_000_000, shelf=Shelf(self.library, InferenceGate(4, 8)))

    def work(self, sample: Sample | None = None, key: str = "sweep", result: object = VALUE) -> Work:
        async def make() -> Steps:
            return self._steps

        return Work("sweep", (key,), make, result, sample)

    def _steps(self) -> Iterator[Grown]:
        modes = tuple(MoveMode)
        for count in range(1, len(modes) + 1):
            self.steps += 1
            yield Grown(modes[:count], count, len(modes))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "samples.sqlite3"


@pytest.fixture
def workers(path: Path) -> Iterator[tuple[Worker, Worker]]:
    both = Worker(path), Worker(path)
    yield both
    for each in both:
        each.store.close()


@pytest.fixture
def sample(workers: tuple[Worker, Worker]) -> Sample:
    return workers[0].store.add(Sample("a cat", "p1", 8, 8), b"jpeg")


async def test_the_other_worker_reads_what_was_finished(workers: tuple[Worker, Worker], sample: Sample) -> None:
    one, other = workers
    first = await one.runner.finish(one.work(sample))
    assert await other.runner.finish(other.work(sample)) == first
    assert (one.steps, other.steps) == (4, 0)


async def test_a_page_of_the_other_worker_shows_it_at_once(workers: tuple[Worker, Worker], sample: Sample) -> None:
    one, other = workers
    await one.runner.finish(one.work(sample))
    work = other.work(sample)
    assert other.runner.grown(work.key) is None
    await other.runner.recall(work)
    grown = other.runner.grown(work.key)
    assert grown is not None
    assert grown.value == tuple(MoveMode)


async def test_it_outlives_the_process(workers: tuple[Worker, Worker], sample: Sample, path: Path) -> None:
    await workers[0].runner.finish(workers[0].work(sample))
    later = Worker(path)
    await later.runner.finish(later.work(sample))
    later.store.close()
    assert later.steps == 0


async def test_other_work_and_work_that_says_not_is_done_by_each(
    workers: tuple[Worker, Worker], sample: Sample
) -> None:
    one, other = workers
    await one.runner.finish(one.work(sample))
    await one.runner.finish(one.work(sample, "own", None))
    await other.runner.finish(other.work(sample, "another"))
    await other.runner.finish(other.work(sample, "own", None))
    assert (one.steps, other.steps) == (8, 8)


async def test_what_was_stopped_is_not_kept(workers: tuple[Worker, Worker], sample: Sample) -> None:
    one, other = workers
    watching = one.runner.watch(one.work(sample))
    await anext(watching)
    await watching.aclose()
    await asyncio.sleep(0.05)
    await other.runner.finish(other.work(sample))
    assert other.steps == 4


async def test_a_deleted_samples_results_are_gone(workers: tuple[Worker, Worker], sample: Sample, path: Path) -> None:
    one, other = workers
    await one.runner.finish(one.work(sample))
    other.store.delete(sample.id)
    assert rows(path) == []


async def test_what_is_finished_after_the_sample_went_is_not_kept(
    workers: tuple[Worker, Worker], sample: Sample, path: Path
) -> None:
    one, other = workers
    watching = one.runner.watch(one.work(sample))
    await anext(watching)
    other.store.delete(sample.id)
    assert [grown async for grown in watching][-1].complete
    assert rows(path) == []


async def test_examples_are_shared_too(workers: tuple[Worker, Worker]) -> None:
    one, other = workers
    example = one.library.first("en")
    await one.runner.finish(one.work(example))
    await other.runner.finish(other.work(example))
    assert other.steps == 0


@pytest.mark.parametrize("damage", ["content = substr(content, 1, 40)", "content = zeroblob(bytes)", "content = x''"])
async def test_what_is_damaged_is_done_anew_and_mended(
    workers: tuple[Worker, Worker], sample: Sample, path: Path, damage: str
) -> None:
    one, other = workers
    await one.runner.finish(one.work(sample))
    with sqlite3.connect(path) as db:
        db.execute(f"UPDATE results SET {damage}")
    await other.runner.finish(other.work(sample))
    assert other.steps == 4
    third = Worker(path)
    await third.runner.finish(third.work(sample))
    third.store.close()
    assert third.steps == 0


async def test_another_version_does_it_anew(
    workers: tuple[Worker, Worker], sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = workers
    await one.runner.finish(one.work(sample))
    monkeypatch.setattr(shelf, "_version", lambda: "newer")
    await other.runner.finish(other.work(sample))
    assert other.steps == 4


async def test_a_store_that_fails_stops_no_work(
    workers: tuple[Worker, Worker], sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bytes:
        raise BrokenInstall("The disk is full.", code="disk_full", hint="Make room.")

    one, other = workers
    for name in ("result", "keep_result"):
        monkeypatch.setattr(one.store, name, fail)
    assert (await one.runner.finish(one.work(sample))).complete
    await other.runner.finish(other.work(sample))
    assert (one.steps, other.steps) == (4, 4)


def test_the_name_says_nothing_of_the_sentence(workers: tuple[Worker, Worker], sample: Sample) -> None:
    name = shelf._name_of(workers[0].work(sample, "a letter to Evelyn"))
    assert len(name) == 64
    assert "Evelyn" not in name


def rows(path: Path) -> list[tuple[str]]:
    with sqlite3.connect(path) as db:
        return db.execute("SELECT key FROM results").fetchall()
