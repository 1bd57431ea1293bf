"""The sub-view `alike` as the panel switches to it."""

from __future__ import annotations

from app.engines import Engines
from app.panels.panel import Growth
from app.panels.shift.alike import api
from app.panels.shift.alike.document import alike_table
from app.panels.shift.alike.page import AlikePage, draw_alike
from app.panels.shift.alike.result import AlikeResult, alike_works, examine_alike
from app.panels.shift.query import ShiftQuery
from app.panels.shift.scene import ShiftScene
from app.panels.shift.table import Table
from app.panels.shift.view import ShiftView
from app.samples.sample import Sample
from app.work.sweeps import Work


class AlikeView(ShiftView):
    """Like against like."""

    name = "alike"
    template = "panels/shift/_alike.html"
    wide = True
    routers = (api.router,)

    def works(self, sample: Sample, query: ShiftQuery, engines: Engines) -> tuple[Work, ...]:
        """A sweep each, then all consistencies."""
        return alike_works(sample, query, engines)

    async def examine(self, sample: Sample, query: ShiftQuery, engines: Engines, grown: Growth) -> AlikeResult:
        """All of it is work."""
        return await examine_alike(sample, query, engines, grown)

    def draw(self, result: AlikeResult, scene: ShiftScene) -> AlikePage:
        """The tables and two charts."""
        return draw_alike(result, scene)

    def table(self, found: AlikeResult, language: str) -> Table:
        """A row per network and shift."""
        return alike_table(found, language)
