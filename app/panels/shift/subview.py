"""A sub-view of the shift panel."""

from __future__ import annotations

from app.panels.shift.query import ShiftQuery
from app.panels.shift.scene import ShiftScene
from app.panels.working import WorkingSubView

ShiftSubView = WorkingSubView[ShiftQuery, ShiftScene]
