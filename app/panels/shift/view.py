"""What every sub-view of the shift panel is: a part of the panel whose numbers can be had as a table too."""

from __future__ import annotations

from typing import Any

from app.panels.panel import SubView
from app.panels.shift.query import ShiftQuery
from app.panels.shift.table import Table


class ShiftView(SubView[ShiftQuery]):
    """A sub-view that owns its rows."""

    def table(self, found: Any, language: str) -> Table:
        """What it found (`examine`), as rows for a spreadsheet."""
        raise NotImplementedError
