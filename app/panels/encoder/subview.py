"""A sub-view of the encoder panel."""

from __future__ import annotations

from typing import ClassVar

from app.panels.encoder.query import EncoderQuery
from app.panels.panel import SubView


class EncoderSubView(SubView[EncoderQuery]):
    """Says whether it needs the networks."""

    needs_models: ClassVar[bool] = True
