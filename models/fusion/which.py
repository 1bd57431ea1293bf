"""Which strategy to take: three questions, and an answer that follows from the measured table and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.fusion.table import StrategyRow

# Both sides become one vector each and a pair is one product: the only kind that can be searched without running it.
SEARCHABLE = ("late_dual",)


@dataclass(frozen=True)
class Needs:
    """The three answers."""

    search: bool = False  # many photos are searched: a stored photo may cost no more than a product
    where: bool = False  # it must be seen where a word looks
    quick: bool = False  # a pair must take no longer than the middle one of all strategies


@dataclass(frozen=True)
class Advice:
    """What to take, why, and which others the table cannot tell from it."""

    first: StrategyRow
    then: StrategyRow | None  # for the hits of a search, where one strategy cannot do both
    ruled_out: tuple[tuple[str, str], ...]  # strategy, why: `search`, `where` or `quick`
    alike: tuple[StrategyRow, ...]  # not ruled out, and their intervals overlap with the first's
    by: str  # `accuracy` or `pointing`: what was compared
    limit: float  # milliseconds, of `quick`


def advise(rows: Sequence[StrategyRow], needs: Needs) -> Advice:
    """The best of those that are not ruled out; a search that must show where takes two stages."""
    limit = sorted(row.measured.milliseconds for row in rows)[len(rows) // 2]
    if needs.search:
        then = _advise(rows, Needs(where=True, quick=needs.quick), limit).first if needs.where else None
        found = _advise(rows, Needs(search=True), limit)
        return Advice(found.first, then, found.ruled_out, found.alike, found.by, limit)
    return _advise(rows, needs, limit)


def _advise(rows: Sequence[StrategyRow], needs: Needs, limit: float) -> Advice:
    reasons = [(row, _ruled_out(row, needs, limit)) for row in rows]
    left = [row for row, reason in reasons if not reason]
    by = "pointing" if needs.where else "accuracy"
    first = max(left, key=lambda row: _mean(row, by))
    alike = tuple(row for row in left if row is not first and _high(row, by) >= _low(first, by))
    return Advice(first, None, tuple((row.name, reason) for row, reason in reasons if reason), alike, by, limit)


def _ruled_out(row: StrategyRow, needs: Needs, limit: float) -> str:
    if needs.search and row.name not in SEARCHABLE:
        return "search"
    if needs.where and row.pointing is None:
        return "where"
    return "quick" if needs.quick and row.measured.milliseconds > limit else ""


def _mean(row: StrategyRow, by: str) -> float:
    return row.pointing.mean if by == "pointing" and row.pointing else row.accuracy.mean


def _low(row: StrategyRow, by: str) -> float:
    return row.pointing.low if by == "pointing" and row.pointing else row.accuracy.low


def _high(row: StrategyRow, by: str) -> float:
    return row.pointing.high if by == "pointing" and row.pointing else row.accuracy.high
