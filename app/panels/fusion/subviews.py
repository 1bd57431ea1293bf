"""The sub-views of the fusion panel, in the order of its switch. A new one is a folder and a line here."""

from __future__ import annotations

from app.panels.fusion.compare import CompareView
from app.panels.fusion.depth import DepthView
from app.panels.fusion.famous import FamousView
from app.panels.fusion.hub import HubView
from app.panels.fusion.subview import FusionSubView
from app.panels.fusion.table import TableView

SUBVIEWS: tuple[FusionSubView, ...] = (CompareView(), TableView(), DepthView(), FamousView(), HubView())
