"""The sub-views of the shift panel, in the order of its switch. A new one is a folder and a line here."""

from __future__ import annotations

from app.panels.shift.alike.subview import AlikeView
from app.panels.shift.move.subview import MoveView
from app.panels.shift.network.subview import NetworkView
from app.panels.shift.paste.subview import PasteView
from app.panels.shift.pooling.subview import PoolingView
from app.panels.shift.turn.subview import TurnView
from app.panels.shift.view import ShiftView

SUBVIEWS: tuple[ShiftView, ...] = (
    MoveView(),
    PasteView(),
    PoolingView(),
    NetworkView(),
    AlikeView(),
    TurnView(),
)
