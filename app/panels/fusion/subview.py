"""A sub-view of the fusion panel."""

from __future__ import annotations

from typing import ClassVar

from app.panels.fusion.query import FusionQuery
from app.panels.panel import SubView


class FusionSubView(SubView[FusionQuery]):
    """Says whether it needs the strategies, and whether the detector too."""

    needs_models: ClassVar[bool] = True
    needs_detector: ClassVar[bool] = False
