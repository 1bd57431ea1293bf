"""A sub-view of the fusion panel."""

from __future__ import annotations

from typing import Protocol

from app.panels.fusion.query import FusionQuery
from app.panels.fusion.scene import FusionScene
from app.panels.working import WorkingSubView


class FusionSubView(WorkingSubView[FusionQuery, FusionScene], Protocol):
    """One file each, and a line in subviews.py."""

    @property
    def needs_models(self) -> bool:
        """Whether the strategies must be loaded for it."""
