"""The sub-view `which`: three questions, and which strategy to take."""

from __future__ import annotations

from app.engines import Engines
from app.panels.fusion.query import FusionQuery
from app.panels.fusion.scene import FusionScene
from app.panels.fusion.subview import FusionSubView
from app.panels.fusion.which import api
from app.panels.fusion.which.page import QUESTIONS, WhichPage, needs_of, which_page
from app.panels.panel import Growth
from app.samples.sample import Sample
from models.fusion.baselines import read_baselines
from models.fusion.table import read_table
from models.fusion.which import Advice, advise


class WhichView(FusionSubView):
    """Nothing runs: the answer is read from what was measured."""

    name = "which"
    template = "panels/fusion/_which.html"
    own = frozenset(QUESTIONS)
    routers = (api.router,)
    needs_models = False

    async def examine(self, sample: Sample, query: FusionQuery, engines: Engines, grown: Growth) -> Advice:
        """The best of those that the answers leave."""
        return advise(await engines.runner.run(read_table), needs_of(query))

    def draw(self, findings: Advice, scene: FusionScene) -> WhichPage:
        """Questions and advice."""
        return which_page(findings, read_baselines(), scene)
