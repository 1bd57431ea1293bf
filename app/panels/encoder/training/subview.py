"""The sub-view `training`: a small encoder that learns in sight."""

from __future__ import annotations

from app.engines import Engines
from app.panels.encoder.query import EncoderQuery
from app.panels.encoder.scene import EncoderScene
from app.panels.encoder.subview import EncoderSubView
from app.panels.encoder.training import api
from app.panels.encoder.training.page import TrainingPage, training_page
from app.panels.encoder.training.result import WORK, TrainingResult, lesson_job
from app.panels.panel import Growth
from app.samples.sample import Sample
from app.work.sweeps import Work
from models.encoder.lesson_table import read_lessons


class TrainingView(EncoderSubView):
    """Labels against captions, then questions with a tower that is frozen or not."""

    name = "training"
    template = "panels/encoder/_training.html"
    routers = (api.router, api.forms)
    needs_models = False

    def works(self, sample: Sample, query: EncoderQuery, engines: Engines) -> tuple[Work, ...]:
        """The lesson, when it is asked for."""
        ready = query.start and engines.lessons.source.installed()
        return (engines.lessons.work(lesson_job(sample, query)),) if ready else ()

    async def examine(self, sample: Sample, query: EncoderQuery, engines: Engines, grown: Growth) -> TrainingResult:
        """As far as it is; without a new one, what the last one said."""
        table = await engines.runner.run(read_lessons)
        last = engines.lessons.last(sample.id)
        lesson = grown.get(WORK) or (last[1] if last and last[0] == lesson_job(sample, query) else None)
        return TrainingResult(engines.lessons.source.installed(), lesson, bool(last and last[2]), table)

    def draw(self, findings: TrainingResult, scene: EncoderScene) -> TrainingPage:
        """Choices, curves, tables."""
        return training_page(findings, scene)
