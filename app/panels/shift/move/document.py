"""The numbers of `move`: what the API answers with, and the rows of its table."""

from __future__ import annotations

import math

from pydantic import BaseModel, Field

from app.panels.shift.move.result import MoveResult
from app.panels.shift.sweep_document import SweepDocument, sweep_document, sweep_table
from app.panels.shift.table import DIGITS, Table


class MoveDocument(BaseModel):
    """One shift of one stage, and the sweep."""

    dx: int
    dy: int
    stage: str
    reduction: int
    cells: list[float] = Field(description="Right, down: how far the map should move.")
    error: float | None = Field(description="As in the sweep; null where the moved map is zero and the other is not.")
    frame: list[float] = Field(description="What of the photo the unmoved window shows: left, top, right, bottom.")
    sweep: SweepDocument


def move_document(result: MoveResult, language: str) -> MoveDocument:
    """`result` has its sweep."""
    moved, stage = result.moved, result.moved.stage
    return MoveDocument(
        dx=moved.dx,
        dy=moved.dy,
        stage=stage.stage,
        reduction=stage.reduction,
        cells=[round(stage.shift[1], DIGITS), round(stage.shift[0], DIGITS)],
        error=round(stage.error, DIGITS) if math.isfinite(stage.error) else None,
        frame=[round(edge, DIGITS) for edge in moved.frame],
        sweep=_sweep(result, language),
    )


def move_table(result: MoveResult, language: str) -> Table:
    """A row per shift."""
    return sweep_table([_sweep(result, language)])


def _sweep(result: MoveResult, language: str) -> SweepDocument:
    assert result.sweep is not None
    return sweep_document(result.sweep, result.plan.classifier.shape[0], language)
