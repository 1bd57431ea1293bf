"""Lessons on the server: real training in a process of its own, one at a time for each sample, few at a time for all.

A lesson outlives whoever looks at it for a short while, so that a page may be loaded again; it ends by itself when its
budget is spent, and is ended when it is stopped, replaced by another one of the same sample, or watched by nobody.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.work.runner import Runner
from app.work.sweeps import Grown, Steps, Work
from models.encoder.lesson_results import Goal, Lesson, Tower
from models.errors import BrokenInstall, Busy

ROOT = Path(__file__).parents[2]
MOST = 2  # lessons under way at once, of all samples
LIMIT = 1800.0  # seconds of a clock; its budget in seconds of a core ends it long before on a quiet machine
ALONE = 30.0  # seconds that a lesson goes on while nobody watches
KEPT = 50  # lessons that are remembered
NEWS = 0.25  # seconds that a step waits for something new
WHOLE = 1000  # a lesson's share is told in thousandths


@dataclass(frozen=True)
class LessonJob:
    """One lesson of one sample; the photo plays no part in it."""

    sample_id: str
    goal: Goal
    tower: Tower
    seed: int

    @property
    def key(self) -> tuple[object, ...]:
        """All that it depends on, and whose it is."""
        return ("lesson", self.sample_id, self.goal, self.tower, self.seed)


class LessonProcess(Protocol):
    """Training under way."""

    def lines(self) -> Iterator[str]:
        """What it says, as it says it; ends when it ends. Blocking."""

    def stop(self) -> None:
        """End it now."""

    def failure(self) -> str | None:
        """Why it ended, where that was no good end; asked after the last line."""


class LessonSource(Protocol):
    """Where lessons come from."""

    def installed(self) -> bool:
        """Whether torch is there."""

    def start(self, job: LessonJob) -> LessonProcess:
        """A process of its own."""


class TorchProcess:
    """`python -m models.encoder.lesson`: torch stays out of the server, and its memory goes when it ends."""

    def __init__(self, job: LessonJob) -> None:
        command = [sys.executable, "-m", "models.encoder.lesson", "--goal", job.goal, "--tower", job.tower]
        self._process = subprocess.Popen(  # noqa: S603 - our own module, values of enumerations
            [*command, "--seed", str(job.seed)],
            cwd=ROOT,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def lines(self) -> Iterator[str]:
        """Its standard output."""
        assert self._process.stdout is not None
        with self._process.stdout as said:
            yield from said
        self._process.wait()

    def stop(self) -> None:
        """It holds nothing that needs an orderly end."""
        self._process.kill()

    def failure(self) -> str | None:
        """The end of what it complained of."""
        assert self._process.stderr is not None
        with self._process.stderr as complained:
            said = complained.read().strip()
        return said[-300:] or "it ended early" if self._process.returncode else None


class TorchLessons:
    """Lessons in torch, where it is installed."""

    def installed(self) -> bool:
        """Looked up, not imported."""
        return importlib.util.find_spec("torch") is not None

    def start(self, job: LessonJob) -> LessonProcess:
        """A process of its own."""
        return TorchProcess(job)


class RunningLesson:
    """A process with a thread that listens to it."""

    def __init__(self, job: LessonJob, process: LessonProcess) -> None:
        self.job, self.latest = job, Lesson(job.goal, job.tower, job.seed)
        self.ended, self.stopped, self.failed = False, False, None
        self._process, self._news = process, threading.Condition()
        self._watched = self._began = time.monotonic()
        threading.Thread(target=self._listen, name="lesson", daemon=True).start()

    failed: str | None

    def stop(self) -> None:
        """End it; what it said stays."""
        self.stopped = True
        self._process.stop()

    def wait(self, told: Lesson | None) -> Lesson:
        """What it said so far; waits a moment where that is what was told already."""
        with self._news:
            self._watched = time.monotonic()
            if self.latest is told and not self.ended:
                self._news.wait(NEWS)
            return self.latest

    def _listen(self) -> None:
        """To its last line; ends it when nobody has watched for a while, or it takes too long."""
        watcher = threading.Timer(ALONE, self._look_after)
        watcher.daemon = True
        watcher.start()
        for line in self._process.lines():
            with self._news:
                self.latest = self.latest.heard(json.loads(line))
                self._news.notify_all()
        failure = self._process.failure()  # asked in any case: it closes what the process complained through
        with self._news:
            self.failed = None if self.stopped else failure
            self.ended = True
            self._news.notify_all()

    def _look_after(self) -> None:
        if self.ended:
            return
        now = time.monotonic()
        if now - self._watched > ALONE or now - self._began > LIMIT:
            self.stop()
            return
        watcher = threading.Timer(ALONE / 3, self._look_after)
        watcher.daemon = True
        watcher.start()


class LessonService:
    """Lessons by sample."""

    def __init__(self, source: LessonSource, runner: Runner) -> None:
        self.source, self._runner = source, runner
        self._lock = threading.Lock()
        self._lessons: OrderedDict[str, RunningLesson] = OrderedDict()

    def work(self, job: LessonJob) -> Work:
        """The lesson as a work that grows: watched, stopped and kept like every other."""

        async def make() -> Steps:
            running = await self._runner.run(self._join, job)
            return lambda: _follow(running)

        return Work("lesson", job.key, make)

    def last(self, sample_id: str) -> tuple[LessonJob, Lesson, bool] | None:
        """The newest lesson of a sample: which one, what it said, and whether it goes on."""
        with self._lock:
            found = self._lessons.get(sample_id)
        return (found.job, found.latest, not found.ended and not found.stopped) if found else None

    def stop(self, sample_id: str) -> None:
        """End the lesson of a sample, where one is under way."""
        with self._lock:
            found = self._lessons.get(sample_id)
        if found and not found.ended:
            found.stop()

    def close(self) -> None:
        """End all of them."""
        with self._lock:
            for each in self._lessons.values():
                if not each.ended:
                    each.stop()

    def _join(self, job: LessonJob) -> RunningLesson:
        """The lesson that is under way, or a new one in the place of the sample's last."""
        with self._lock:
            found = self._lessons.get(job.sample_id)
            if found and found.job == job and not found.stopped and not found.failed:
                return found
            if found and not found.ended:
                found.stop()
            if sum(not each.ended and not each.stopped for each in self._lessons.values()) >= MOST:
                hint = "Lessons take about half a minute each; try again then."
                raise Busy("Others are training already.", code="lessons_busy", hint=hint, retry_after=20)
            self._lessons[job.sample_id] = started = RunningLesson(job, self.source.start(job))
            self._lessons.move_to_end(job.sample_id)
            while len(self._lessons) > KEPT:
                self._lessons.popitem(last=False)[1].stop()
            return started


def _follow(running: RunningLesson) -> Iterator[Grown]:
    """What it says as it grows; a lesson that was stopped is complete with what it had said."""
    told: Lesson | None = None
    grown = Grown(running.latest, 0, WHOLE)
    while not running.ended:
        heard = running.wait(told)
        if heard is not told:
            told, grown = heard, Grown(heard, min(WHOLE - 1, round(heard.share * WHOLE)), WHOLE)
        yield grown
    if running.failed:
        raise BrokenInstall(
            f"The lesson ended early: {running.failed}",
            code="lesson_failed",
            hint="Run python -m models.encoder.lesson by hand and read what it says.",
            why=running.failed,
        )
    yield Grown(running.latest, WHOLE, WHOLE)
