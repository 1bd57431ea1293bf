"""The sub-view `paste` as the panel switches to it."""

from __future__ import annotations

from app.engines import Engines
from app.panels.overlay import Overlay
from app.panels.panel import Growth
from app.panels.shift.paste import api
from app.panels.shift.paste.document import paste_table
from app.panels.shift.paste.page import PastePage, draw_paste, paste_overlay
from app.panels.shift.paste.result import EDGES, PasteResult, examine_paste
from app.panels.shift.query import ShiftQuery
from app.panels.shift.scene import ShiftScene
from app.panels.shift.table import Table
from app.panels.shift.view import ShiftView
from app.samples.sample import Sample


class PasteView(ShiftView):
    """Cut out and pasted elsewhere."""

    name = "paste"
    template = "panels/shift/_paste.html"
    own = frozenset(EDGES)
    routers = (api.router,)

    async def examine(self, sample: Sample, query: ShiftQuery, engines: Engines, grown: Growth) -> PasteResult:
        """The thing at every place."""
        return await examine_paste(sample, query, engines, grown)

    def draw(self, result: PasteResult, scene: ShiftScene) -> PastePage:
        """A card per place."""
        return draw_paste(result, scene)

    def overlay(self, result: PasteResult, scene: ShiftScene) -> Overlay:
        """The box over the photo."""
        return paste_overlay(result, scene)

    def table(self, found: PasteResult, language: str) -> Table:
        """A row per place."""
        return paste_table(found, language)
