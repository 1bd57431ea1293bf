"""The sub-views of the layers panel, in the order of its switch. A new one is a folder and a line here."""

from __future__ import annotations

from app.panels.layers.block.subview import BlockSubView
from app.panels.layers.classes.subview import ClassSubView
from app.panels.layers.conv.subview import ConvSubView
from app.panels.layers.cost.subview import CostSubView
from app.panels.layers.field.subview import FieldSubView
from app.panels.layers.maps.subview import MapsSubView
from app.panels.layers.neighbours.subview import NeighboursSubView
from app.panels.layers.nets.subview import NetsSubView
from app.panels.layers.subview import LayersSubView
from app.panels.layers.trust.subview import TrustSubView

SUBVIEWS: tuple[LayersSubView, ...] = (
    MapsSubView(),
    NeighboursSubView(),
    BlockSubView(),
    FieldSubView(),
    ConvSubView(),
    CostSubView(),
    ClassSubView(),
    TrustSubView(),
    NetsSubView(),
)
