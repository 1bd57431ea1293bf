"""The numbers of a drawing as a table beside it, folded away: for whoever reads numbers rather than lines.

Every chart of app/render ends with one, so that a new chart has it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from app.language.i18n import Translator

Points = Sequence[tuple[float, float]]
NOTHING = "–"  # where a line has no point
_SPARSE = 1.5  # times as many rows as points: from there on each line has its own rows


@dataclass(frozen=True)
class Column:
    """Numbers at places of the x axis, and what they are called."""

    name: str
    points: Points


def number_table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], t: Translator) -> str:
    """Rows of cells, the first of each its head; everything that is handed in is escaped."""
    top = "".join(f'<th scope="col"{_right(place)}>{escape(head)}</th>' for place, head in enumerate(heads))
    body = "".join(_row(row) for row in rows)
    return (
        f'<details class="more chart-table"><summary>{escape(t("chart.as_table"))}'
        f'<span class="unseen">: {escape(caption)}</span></summary>'
        f'<div class="table-scroll" tabindex="0" role="group" aria-label="{escape(t("page.table"))}">'
        f'<table class="table"><caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead>'
        f"<tbody>{body}</tbody></table></div></details>"
    )


def amount_table(amounts: Sequence[tuple[str, str]], caption: str, t: Translator) -> str:
    """Names and what belongs to each, as it is written."""
    return number_table(caption, (t("chart.what"), t("chart.value")), amounts, t)


def rows_of(columns: Sequence[Column]) -> list[tuple[float, list[float | None]]]:
    """Every place of the x axis with the number of each column there, or None."""
    found = [dict(column.points) for column in columns]
    return [(x, [points.get(x) for points in found]) for x in sorted({x for points in found for x in points})]


def share_places(columns: Sequence[Column]) -> bool:
    """Whether the columns stand at the same places, but for a few."""
    places = {x for column in columns for x, _ in column.points}
    distinct = all(len(dict(column.points)) == len(column.points) for column in columns)
    return distinct and len(places) <= _SPARSE * max(len(column.points) for column in columns)


def plain_number(value: float) -> str:
    """Whole numbers as they are, others with four digits; a real minus, never a negative zero."""
    size = abs(value)
    decimals = 0 if size == int(size) or size >= 1000 else next(n for n in (4, 3, 2, 1) if size < 10 ** (4 - n))
    text = f"{size:.{decimals}f}"
    return f"−{text}" if value < 0 and text.strip("0.") else text


def _row(cells: Sequence[str]) -> str:
    head, *rest = cells
    numbers = "".join(f'<td class="number">{escape(cell)}</td>' for cell in rest)
    return f'<tr><th scope="row">{escape(head)}</th>{numbers}</tr>'


def _right(place: int) -> str:
    return ' class="number"' if place else ""
