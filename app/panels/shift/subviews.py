"""The sub-views of the shift panel, in the order of its switch. A new one is a folder and a line here."""

from __future__ import annotations

from typing import Any

from app.panels.panel import SubView
from app.panels.shift.alike import AlikeView
from app.panels.shift.move import MoveView
from app.panels.shift.network import NetworkView
from app.panels.shift.pooling import PoolingView
from app.panels.shift.turn import TurnView

SUBVIEWS: tuple[SubView[Any], ...] = (MoveView(), PoolingView(), NetworkView(), AlikeView(), TurnView())
