"""The advice as plain data."""

from __future__ import annotations

from pydantic import BaseModel, Field

from models.fusion.table import StrategyRow
from models.fusion.which import Advice
from models.statistics import SeedInterval


class CitedDocument(BaseModel):
    """A strategy with the numbers that speak for it, as /fusion/table has them."""

    name: str
    accuracy: list[float] = Field(description="True or swapped: mean, low, high, per cent.")
    pointing: list[float] | None = Field(description="The same of pointing; null where it never looks at a place.")
    milliseconds: float
    peak_bytes: int


class RuledOutDocument(BaseModel):
    """A strategy that an answer rules out."""

    name: str
    by: str = Field(description="`search`, `where` or `quick`.")


class WhichDocument(BaseModel):
    """Which strategy to take, from the measured table."""

    take: CitedDocument
    then: CitedDocument | None = Field(description="For the hits of a search that must show where.")
    compared_by: str = Field(description="`accuracy` or `pointing`.")
    alike: list[CitedDocument] = Field(description="Their intervals overlap with the first one's.")
    ruled_out: list[RuledOutDocument]
    limit_milliseconds: float = Field(description="Of `quick`: the middle one of all strategies.")


def which_document(advice: Advice) -> WhichDocument:
    """The advice with its numbers."""
    return WhichDocument(
        take=_cited(advice.first),
        then=_cited(advice.then) if advice.then else None,
        compared_by=advice.by,
        alike=[_cited(row) for row in advice.alike],
        ruled_out=[RuledOutDocument(name=name, by=reason) for name, reason in advice.ruled_out],
        limit_milliseconds=round(advice.limit, 3),
    )


def _cited(row: StrategyRow) -> CitedDocument:
    return CitedDocument(
        name=row.name,
        accuracy=_interval(row.accuracy),
        pointing=_interval(row.pointing) if row.pointing else None,
        milliseconds=round(row.measured.milliseconds, 3),
        peak_bytes=row.measured.peak_bytes,
    )


def _interval(each: SeedInterval) -> list[float]:
    return [round(value, 2) for value in (each.mean, each.low, each.high)]
