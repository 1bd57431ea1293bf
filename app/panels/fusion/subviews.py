"""The sub-views of the fusion panel, in the order of its switch. A new one is a folder and a line here."""

from __future__ import annotations

from app.panels.fusion.compare.subview import CompareView
from app.panels.fusion.depth.subview import DepthView
from app.panels.fusion.famous.subview import FamousView
from app.panels.fusion.hub.subview import HubView
from app.panels.fusion.lessons.subview import LessonsView
from app.panels.fusion.siblings.subview import SiblingsView
from app.panels.fusion.subview import FusionSubView
from app.panels.fusion.table.subview import TableView
from app.panels.fusion.which.subview import WhichView

SUBVIEWS: tuple[FusionSubView, ...] = (
    CompareView(),
    WhichView(),
    TableView(),
    LessonsView(),
    DepthView(),
    FamousView(),
    SiblingsView(),
    HubView(),
)
