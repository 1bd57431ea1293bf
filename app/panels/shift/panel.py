"""The shift panel: a network, a way to move the photo, and one of the sub-views."""

from __future__ import annotations

from fastapi import APIRouter

from app.engines import Engines
from app.panels.choice import NetChoice
from app.panels.panel import PATIENCE, SubViewPanel
from app.panels.shift import api
from app.panels.shift.query import ShiftQuery
from app.panels.shift.scene import ShiftScene
from app.panels.shift.subviews import SUBVIEWS
from app.samples.sample import Sample
from models.network import NetworkPlan
from models.registry import BUILT_IN, PACKAGED, SMALL


class ShiftPanel(SubViewPanel[ShiftQuery]):
    """Equivariance of convolution, invariance of pooling, and what neither promises."""

    name = "shift"
    template = "panels/shift/_panel.html"
    subviews = SUBVIEWS
    query_type = ShiftQuery
    scene_type = ShiftScene

    @property
    def routers(self) -> tuple[APIRouter, ...]:
        """The numbers of every sub-view as CSV, and what each has of its own."""
        return api.router, *super().routers

    async def prepare(self, sample: Sample, query: ShiftQuery, engines: Engines) -> NetworkPlan | None:
        """The network; exported first where the page said that it waits."""
        return await engines.lab.plan(query.net, PATIENCE if query.wait else 0)

    def settle(self, sample: Sample, query: ShiftQuery, head: NetworkPlan) -> ShiftQuery:
        """Raises InvalidArgument for a stage that the network does not have."""
        query.check(head)
        return query

    def draw_head(self, head: NetworkPlan | None, scene: ShiftScene) -> tuple[NetChoice, ...]:
        """The networks to choose from."""
        net = scene.query.net
        offered = PACKAGED | SMALL
        names = list(offered) if net in offered else [*offered, net]
        return tuple(
            NetChoice(name, net_title(name, scene), scene.href(net=name, stage=None, channel=None), name == net)
            for name in names
        )


def net_title(name: str, scene: ShiftScene) -> str:
    """What a network is called on the page."""
    key = f"shift.nets.{name}"
    return scene.t(key) if scene.t.has(key) else BUILT_IN[name].title if name in BUILT_IN else name
