"""A sub-view of the fusion panel."""

from __future__ import annotations

from typing import ClassVar

from app.panels.fusion.query import FusionQuery
from app.panels.panel import SubView


class FusionSubView(SubView[FusionQuery]):
    """Says whether it needs the strategies."""

    needs_models: ClassVar[bool] = True
