"""The sub-view `move` as the panel switches to it."""

from __future__ import annotations

from app.engines import Engines
from app.panels.overlay import Overlay
from app.panels.panel import Growth
from app.panels.shift.move import api
from app.panels.shift.move.document import move_table
from app.panels.shift.move.page import MovePage, draw_move, move_overlay
from app.panels.shift.move.result import MoveResult, examine_move, move_works
from app.panels.shift.query import ShiftQuery
from app.panels.shift.scene import ShiftScene
from app.panels.shift.table import Table
from app.panels.shift.view import ShiftView
from app.samples.sample import Sample
from app.work.sweeps import Work


class MoveView(ShiftView):
    """A photo that is moved by slider, by dragging or by arrow keys."""

    name = "move"
    template = "panels/shift/_move.html"
    routers = (api.router,)

    def works(self, sample: Sample, query: ShiftQuery, engines: Engines) -> tuple[Work, ...]:
        """The curves."""
        return move_works(sample, query, engines)

    async def examine(self, sample: Sample, query: ShiftQuery, engines: Engines, grown: Growth) -> MoveResult:
        """The chosen shift."""
        return await examine_move(sample, query, engines, grown)

    def draw(self, result: MoveResult, scene: ShiftScene) -> MovePage:
        """Pictures, chart, sentence."""
        return draw_move(result, scene)

    def overlay(self, result: MoveResult, scene: ShiftScene) -> Overlay:
        """The moved photo over the still one; for `crop` the window that is cut from it."""
        return move_overlay(result, scene)

    def table(self, found: MoveResult, language: str) -> Table:
        """A row per shift."""
        return move_table(found, language)
