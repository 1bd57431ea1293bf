"""What `training` finds: a lesson as far as it is, and what was measured over seeds."""

from __future__ import annotations

from dataclasses import dataclass

from app.engines.lessons import LessonJob
from app.panels.encoder.query import EncoderQuery
from app.samples.sample import Sample
from models.encoder.lesson_results import Lesson
from models.encoder.lesson_table import LessonTable

WORK = "lesson"


@dataclass(frozen=True)
class TrainingResult:
    """Nothing of a lesson where none was asked for."""

    installed: bool
    lesson: Lesson | None
    running: bool
    table: LessonTable | None


def lesson_job(sample: Sample, query: EncoderQuery) -> LessonJob:
    """The lesson that the address asks for."""
    return LessonJob(sample.id, query.goal, query.tower, query.seed)
