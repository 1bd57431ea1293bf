"""The sub-view `turn` as the panel switches to it."""

from __future__ import annotations

from app.engines import Engines
from app.panels.overlay import Overlay
from app.panels.panel import Growth
from app.panels.shift.query import ShiftQuery
from app.panels.shift.scene import ShiftScene
from app.panels.shift.table import Table
from app.panels.shift.turn import api
from app.panels.shift.turn.document import turn_table
from app.panels.shift.turn.page import TurnPage, draw_turn, turn_overlay
from app.panels.shift.turn.result import TurnResult, examine_turn, turn_works
from app.panels.shift.view import ShiftView
from app.samples.sample import Sample
from app.work.sweeps import Work


class TurnView(ShiftView):
    """Angles from -90 to 90 degrees, scales from 0.5 to 2."""

    name = "turn"
    template = "panels/shift/_turn.html"
    routers = (api.router,)

    def works(self, sample: Sample, query: ShiftQuery, engines: Engines) -> tuple[Work, ...]:
        """Both sweeps, the chosen kind first."""
        return turn_works(sample, query, engines)

    async def examine(self, sample: Sample, query: ShiftQuery, engines: Engines, grown: Growth) -> TurnResult:
        """The photo at the chosen value."""
        return await examine_turn(sample, query, engines, grown)

    def draw(self, result: TurnResult, scene: ShiftScene) -> TurnPage:
        """Classes and charts."""
        return draw_turn(result, scene)

    def overlay(self, result: TurnResult, scene: ShiftScene) -> Overlay:
        """The turned photo over the still one."""
        return turn_overlay(result, scene)

    def table(self, found: TurnResult, language: str) -> Table:
        """A row per angle and per scale."""
        return turn_table(found, language)
