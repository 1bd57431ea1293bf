"""The sub-view `lessons`: what joins what, late fusion by sum and by product, and what flattening loses."""

from __future__ import annotations

from app.engines import Engines
from app.panels.fusion.lessons import api
from app.panels.fusion.lessons.page import LessonsPage, lessons_page
from app.panels.fusion.lessons.result import LessonsResult, find_lessons
from app.panels.fusion.query import FusionQuery
from app.panels.fusion.scene import FusionScene
from app.panels.fusion.subview import FusionSubView
from app.panels.panel import Growth
from app.samples.sample import Sample


class LessonsView(FusionSubView):
    """Measured over many photos, and shown on this one. Nothing lies over the photo."""

    name = "lessons"
    template = "panels/fusion/_lessons.html"
    routers = (api.router,)

    async def examine(self, sample: Sample, query: FusionQuery, engines: Engines, grown: Growth) -> LessonsResult:
        """Readings with three orders of codes, and scores by sum and product."""
        return await find_lessons(sample, engines)

    def draw(self, findings: LessonsResult, scene: FusionScene) -> LessonsPage:
        """Three lessons."""
        return lessons_page(findings, scene)
