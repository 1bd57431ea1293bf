"""The sub-views of the layers panel, in the order of its switch. A new one is a folder and a line here."""

from __future__ import annotations

from app.panels.layers.classes import ClassView
from app.panels.layers.conv import ConvView
from app.panels.layers.cost import CostView
from app.panels.layers.field import FieldView
from app.panels.layers.maps import MapsView
from app.panels.layers.nets import NetsView
from app.panels.layers.subview import LayersSubView
from app.panels.layers.trust import TrustView

SUBVIEWS: tuple[LayersSubView, ...] = (
    MapsView(),
    FieldView(),
    ConvView(),
    CostView(),
    ClassView(),
    TrustView(),
    NetsView(),
)
