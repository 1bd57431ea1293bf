"""The sub-view `network` as the panel switches to it."""

from __future__ import annotations

from app.engines import Engines
from app.panels.panel import Growth
from app.panels.shift.network import api
from app.panels.shift.network.document import network_table
from app.panels.shift.network.page import NetworkPage, draw_network
from app.panels.shift.network.result import NetworkResult, examine_network, network_works
from app.panels.shift.query import ShiftQuery
from app.panels.shift.scene import ShiftScene
from app.panels.shift.table import Table
from app.panels.shift.view import ShiftView
from app.samples.sample import Sample
from app.work.sweeps import Work


class NetworkView(ShiftView):
    """The whole network under the shift."""

    name = "network"
    template = "panels/shift/_network.html"
    routers = (api.router,)

    def works(self, sample: Sample, query: ShiftQuery, engines: Engines) -> tuple[Work, ...]:
        """The sweep at once; what takes longer when it is asked for."""
        return network_works(sample, query, engines)

    async def examine(self, sample: Sample, query: ShiftQuery, engines: Engines, grown: Growth) -> NetworkResult:
        """The plan; the rest is work."""
        return await examine_network(sample, query, engines, grown)

    def draw(self, result: NetworkResult, scene: ShiftScene) -> NetworkPage:
        """Charts and the table."""
        return draw_network(result, scene)

    def table(self, found: NetworkResult, language: str) -> Table:
        """A row per shift."""
        return network_table(found, language)
