"""A fake of training: a lesson that says four lines and then waits until it is let go, stopped, or made to fail."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from app.engines.lessons import LessonJob
from models.encoder.lesson_results import Examined, Goal, Lesson, LessonPoint, Moment, Tower


def lesson_lines(goal: Goal, tower: Tower, better: float = 0.0) -> list[dict[str, Any]]:
    """A whole lesson; `better` is added to what captions come to."""
    captions = goal is Goal.CAPTIONS
    gain = better if captions else 0.0
    probes = {"shape": 0.8 if captions else 0.95, "colour": 0.5 + gain, "place": 0.4 + gain}
    kept = 0.4 if tower is Tower.FROZEN else 0.1
    taught = Examined(Moment.TAUGHT, probes, {}, 0.4 if captions else None)
    asked = Examined(
        Moment.ASKED, probes, dict(probes), kept if captions else None, 0 if tower is Tower.FROZEN else 9, 25
    )
    steps = 900 if tower is Tower.FROZEN else 30
    return [
        {"examined": asdict(Examined(Moment.UNTRAINED, {"shape": 0.4, "colour": 0.7, "place": 0.5})), "share": 0.0},
        {"point": asdict(LessonPoint(1, 10, 0.5, 1.5, 1.0, 0.3)), "share": 0.1},
        {"point": asdict(LessonPoint(1, 20, 1.0, 1.0, 0.9, 0.6)), "share": 0.3},
        {"examined": asdict(taught), "share": 0.6},
        {"point": asdict(LessonPoint(2, steps, 3.0, 0.8, 0.2, 0.5)), "share": 0.9},
        {"examined": asdict(asked), "share": 1.0},
    ]


def whole_lesson(goal: Goal, tower: Tower, seed: int = 0, better: float = 0.2) -> Lesson:
    """All its lines."""
    lesson = Lesson(goal, tower, seed)
    for line in lesson_lines(goal, tower, better):
        lesson = lesson.heard(json.loads(json.dumps(line)))
    return lesson


class FakeProcess:
    """Says the first half at once, the rest when it is let go."""

    def __init__(self, job: LessonJob, why: str | None = None) -> None:
        self.job, self.why, self.ended = job, why, False
        self.go_on = threading.Event()

    def lines(self) -> Iterator[str]:
        said = [json.dumps(line) for line in lesson_lines(self.job.goal, self.job.tower)]
        yield from said[:3]
        self.go_on.wait(20)
        if not self.ended and not self.why:
            yield from said[3:]

    def stop(self) -> None:
        self.ended = True
        self.go_on.set()

    def failure(self) -> str | None:
        return self.why


class FakeLessons:
    """Where lessons come from; where they are `quick`, each goes to its end at once."""

    def __init__(self, installed: bool = True, quick: bool = False) -> None:
        self.there, self.quick, self.started = installed, quick, list[FakeProcess]()
        self.why: str | None = None

    def installed(self) -> bool:
        return self.there

    def start(self, job: LessonJob) -> FakeProcess:
        self.started.append(FakeProcess(job, self.why))
        if self.quick:
            self.started[-1].go_on.set()
        return self.started[-1]
