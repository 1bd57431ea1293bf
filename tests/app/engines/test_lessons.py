"""Lessons: one at a time for each sample, few for all, joined after a reload, stopped, abandoned, failed."""

from __future__ import annotations

import asyncio

import pytest

from app.engines import lessons
from app.engines.lessons import LessonJob, LessonService
from app.work.gate import InferenceGate
from app.work.runner import Runner
from app.work.sweeps import Grown
from models.encoder.lesson_results import Goal, Moment, Tower
from models.errors import BrokenInstall, Busy
from tests.fakes_lessons import FakeLessons
from tests.live import wait_for

JOB = LessonJob("one", Goal.CAPTIONS, Tower.FROZEN, 0)


@pytest.fixture
def source() -> FakeLessons:
    return FakeLessons()


@pytest.fixture
def service(source: FakeLessons) -> LessonService:
    return LessonService(source, Runner(InferenceGate(2, 8), 1_000_000))


async def first(service: LessonService, job: LessonJob) -> Grown:
    """What a watcher sees once there is something; then it goes away."""
    async for grown in service._runner.watch(service.work(job)):
        if grown.value.points:
            return grown
    raise AssertionError


async def test_a_lesson_grows_and_is_whole_at_the_end(service: LessonService, source: FakeLessons) -> None:
    grown = await first(service, JOB)
    assert not grown.complete
    source.started[0].go_on.set()
    done = await service._runner.finish(service.work(JOB))
    assert done.complete
    assert [each.moment for each in done.value.examined] == list(Moment)
    assert len(source.started) == 1


async def test_whoever_comes_back_joins_the_lesson_that_goes_on(service: LessonService, source: FakeLessons) -> None:
    await first(service, JOB)
    await asyncio.sleep(0.1)
    again = await first(service, JOB)
    assert again.value.points
    assert len(source.started) == 1
    assert not source.started[0].ended
    service.close()


async def test_another_lesson_of_the_same_sample_takes_the_place_of_the_first(
    service: LessonService, source: FakeLessons
) -> None:
    await first(service, JOB)
    other = LessonJob("one", Goal.LABELS, Tower.ALL, 0)
    await first(service, other)
    assert [each.ended for each in source.started] == [True, False]
    found = service.last("one")
    assert found is not None
    assert (found[0], found[2]) == (other, True)
    service.close()


async def test_a_few_at_once_and_no_more(service: LessonService) -> None:
    for name in ("a", "b"):
        await first(service, LessonJob(name, Goal.LABELS, Tower.ALL, 0))
    with pytest.raises(Busy):
        await first(service, LessonJob("c", Goal.LABELS, Tower.ALL, 0))
    service.stop("a")
    await first(service, LessonJob("c", Goal.LABELS, Tower.ALL, 0))
    service.close()


async def test_a_stopped_lesson_keeps_what_it_said_and_starts_anew_when_asked_again(
    service: LessonService, source: FakeLessons
) -> None:
    await first(service, JOB)
    service.stop("one")
    wait_for(lambda: not service.last("one")[2])  # type: ignore[index]
    found = service.last("one")
    assert found is not None
    assert 0 < found[1].share < 1
    assert source.started[0].ended
    service.stop("one")
    service.stop("nobody")


async def test_a_lesson_that_nobody_watches_is_ended(
    service: LessonService, source: FakeLessons, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lessons, "ALONE", 0.2)
    await first(service, JOB)
    wait_for(lambda: source.started[0].ended, 5)


async def test_what_went_wrong_is_told_and_can_be_tried_again(service: LessonService, source: FakeLessons) -> None:
    source.why = "no memory"
    await first(service, JOB)
    source.started[0].go_on.set()
    with pytest.raises(BrokenInstall, match="no memory"):
        await service._runner.finish(service.work(JOB))
    source.why = None
    await first(service, JOB)
    assert len(source.started) == 2
    service.close()
