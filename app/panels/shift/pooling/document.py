"""The numbers of `pooling`: what the API answers with, and the rows of its table."""

from __future__ import annotations

from pydantic import BaseModel, Field

from app.panels.shift.pooling.result import PoolingResult
from app.panels.shift.table import DIGITS, Table, rounded, whole
from models.pooling_savings import shrinkings
from models.shift_results import PoolingReport

COLUMNS = ["kind", "kernel", "stride", "shift_cells", "change", "error", "invariance", "equivariance", "detail"]


class PoolingKindDocument(BaseModel):
    """One kind of pooling."""

    kind: str
    kernel: int
    stride: int
    rows: int
    cols: int
    shifts: list[int] = Field(description="Cells.")
    change: list[float]
    error: list[float] = Field(description="What remains when the output is moved back.")
    invariance: float = Field(description="1 minus the mean change, cut off at 0.")
    equivariance: float = Field(description="1 minus the mean error, cut off at 0.")
    detail: float
    aliasing: float | None = Field(None, description="Of white noise, along one axis; of linear kinds.")
    cropped_error: float | None = Field(None, description="Adaptive, where real content comes in: in the interior.")


class ShrinkingDocument(BaseModel):
    """The whole network with this shrinking and those before it, and no later one."""

    stage: str = Field(description="Where it happens; empty for the network without any.")
    side: int = Field(description="Places along an axis after it.")
    macs: int = Field(description="Multiply-accumulates of the whole network.")


class PoolingDocument(BaseModel):
    """Every kind of pooling on one map."""

    stage: str
    channels: int
    rows: int
    cols: int
    kinds: list[PoolingKindDocument]
    shrinkings: list[ShrinkingDocument] = Field(description="What the network's own poolings and strides save.")


def pooling_document(result: PoolingResult) -> PoolingDocument:
    """The map's size, and all kinds."""
    channels, rows, cols = result.maps.shape
    kinds = [_kind(each) for each in result.reports]
    saved = [ShrinkingDocument(**vars(each)) for each in shrinkings(result.plan)]
    return PoolingDocument(stage=result.stage, channels=channels, rows=rows, cols=cols, kinds=kinds, shrinkings=saved)


def pooling_table(result: PoolingResult) -> Table:
    """A row per kind and shift."""
    rows = [
        [each.kind, each.kernel, each.stride, *moved, each.invariance, each.equivariance, each.detail]
        for each in pooling_document(result).kinds
        for moved in zip(each.shifts, each.change, each.error, strict=True)
    ]
    return Table(COLUMNS, rows)


def _kind(each: PoolingReport) -> PoolingKindDocument:
    found = PoolingKindDocument(
        kind=each.kind.value,
        kernel=each.kernel,
        stride=each.stride,
        rows=each.output.shape[1],
        cols=each.output.shape[2],
        shifts=whole(each.shifts),
        change=rounded(each.change),
        error=rounded(each.error),
        invariance=round(each.invariance, DIGITS),
        equivariance=round(each.equivariance, DIGITS),
        detail=round(each.detail, DIGITS),
    )
    if each.aliasing is not None:
        found.aliasing = round(each.aliasing, DIGITS)
    if each.cropped is not None:
        found.cropped_error = round(each.cropped, DIGITS)
    return found
