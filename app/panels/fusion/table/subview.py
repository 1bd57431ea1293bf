"""The sub-view `table`: what was measured, how costs grow, and the same costs on this server when asked for."""

from __future__ import annotations

from app.engines import Engines
from app.panels.fusion.query import FusionQuery
from app.panels.fusion.scene import FusionScene
from app.panels.fusion.subview import FusionSubView
from app.panels.fusion.table import api
from app.panels.fusion.table.page import TablePage, table_page
from app.panels.fusion.table.result import TableResult, measuring
from app.panels.panel import Growth
from app.samples.sample import Sample
from app.work.sweeps import Work
from models.fusion.table import read_table


class TableView(FusionSubView):
    """Accuracy over seeds, time and memory."""

    name = "table"
    template = "panels/fusion/_table.html"
    wide = True
    routers = (api.router,)
    needs_models = False

    def works(self, sample: Sample, query: FusionQuery, engines: Engines) -> tuple[Work, ...]:
        """Measuring, when it is asked for."""
        return (measuring(engines.fusion),) if query.start else ()

    async def examine(self, sample: Sample, query: FusionQuery, engines: Engines, grown: Growth) -> TableResult:
        """The stored table."""
        return TableResult(await engines.runner.run(read_table), grown.get("measure", ()))

    def draw(self, findings: TableResult, scene: FusionScene) -> TablePage:
        """Rows and charts."""
        return table_page(findings, scene)
