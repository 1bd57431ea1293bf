"""How often two random shifts get the same top class, as numbers. Two sub-views have it."""

from __future__ import annotations

from pydantic import BaseModel, Field

from app.panels.shift.table import DIGITS
from models.shift_results import Consistency


class ConsistencyDocument(BaseModel):
    """How often two random shifts get the same top class, with its 95 % interval."""

    backbone: str
    variant: str
    mode: str
    pixels: int = Field(description="Largest shift along each axis.")
    size: int = Field(description="Input side of the network, of whose pixels these are.")
    pairs: int
    share: float
    low: float
    high: float


def consistency_document(each: Consistency) -> ConsistencyDocument:
    """A share with its interval."""
    return ConsistencyDocument(
        backbone=each.backbone,
        variant=each.variant.value,
        mode=each.mode.value,
        pixels=each.pixels,
        size=each.size,
        pairs=each.pairs,
        share=round(each.share.value, DIGITS),
        low=round(each.share.low, DIGITS),
        high=round(each.share.high, DIGITS),
    )
