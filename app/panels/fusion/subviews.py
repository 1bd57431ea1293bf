"""The sub-views of the fusion panel, in the order of its switch. A new one is a file and a line here."""

from __future__ import annotations

from app.panels.fusion.compare import CompareView
from app.panels.fusion.depth import DepthView
from app.panels.fusion.famous import FamousView
from app.panels.fusion.hub import HubView
from app.panels.fusion.subview import FusionSubView
from app.panels.fusion.table import TableView

SUBVIEWS: tuple[FusionSubView, ...] = (
    CompareView(),
    TableView(),
    DepthView(),
    FamousView(),
    HubView(),
)
VIEWS = tuple(subview.name for subview in SUBVIEWS)


def subview_of(name: str) -> FusionSubView:
    """The sub-view of this name; it exists, for the query was read against them."""
    return next(subview for subview in SUBVIEWS if subview.name == name)
