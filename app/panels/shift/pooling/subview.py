"""The sub-view `pooling` as the panel switches to it."""

from __future__ import annotations

from app.engines import Engines
from app.panels.panel import Growth
from app.panels.shift.pooling import api
from app.panels.shift.pooling.document import pooling_table
from app.panels.shift.pooling.page import PoolingPage, draw_pooling
from app.panels.shift.pooling.result import PoolingResult, examine_pooling, pooling_works
from app.panels.shift.query import ShiftQuery
from app.panels.shift.scene import ShiftScene
from app.panels.shift.table import Table
from app.panels.shift.view import ShiftView
from app.samples.sample import Sample
from app.work.sweeps import Work


class PoolingView(ShiftView):
    """Invariance, equivariance and detail, per kind."""

    name = "pooling"
    template = "panels/shift/_pooling.html"
    routers = (api.router,)

    def works(self, sample: Sample, query: ShiftQuery, engines: Engines) -> tuple[Work, ...]:
        """A report per kind."""
        return pooling_works(sample, query, engines)

    async def examine(self, sample: Sample, query: ShiftQuery, engines: Engines, grown: Growth) -> PoolingResult:
        """The map."""
        return await examine_pooling(sample, query, engines, grown)

    def draw(self, result: PoolingResult, scene: ShiftScene) -> PoolingPage:
        """A card per kind."""
        return draw_pooling(result, scene)

    def table(self, found: PoolingResult, language: str) -> Table:
        """A row per kind and shift."""
        return pooling_table(found)
