"""The sub-views of the shift panel, in the order of its switch. A new one is a file and a line here."""

from __future__ import annotations

from app.panels.shift.alike import AlikeView
from app.panels.shift.move import MoveView
from app.panels.shift.network import NetworkView
from app.panels.shift.pooling import PoolingView
from app.panels.shift.subview import ShiftSubView
from app.panels.shift.turn import TurnView

SUBVIEWS: tuple[ShiftSubView, ...] = (MoveView(), PoolingView(), NetworkView(), AlikeView(), TurnView())
VIEWS = tuple(subview.name for subview in SUBVIEWS)


def subview_of(name: str) -> ShiftSubView:
    """The sub-view of this name; it exists, for the query was read against them."""
    return next(subview for subview in SUBVIEWS if subview.name == name)
