"""The pictures of `outputs`: each form by itself, and over the photo."""

from __future__ import annotations

import numpy as np

from app.panels.encoder.outputs.result import OutputsResult
from app.panels.encoder.query import Form
from app.render.handover import (
    cells_uri,
    numbered_boxes,
    numbered_pieces,
    reading_order,
    row_uri,
    vector_uri,
)
from models.encoder.forms import region_features, sequence_of
from models.feature_maps import channel_colours
from models.results import FloatArray


def cell_colours(result: OutputsResult) -> FloatArray:
    """Every cell's D numbers as one colour: their three principal components, (rows, cols, 3)."""
    return channel_colours(result.encoded.grid).rgb


def form_strip(form: Form, result: OutputsResult, colours: FloatArray) -> str:
    """A form by itself, in the same colours: a region's is the mean of its cells', for components are linear."""
    if form is Form.POOLED:
        return vector_uri(result.encoded.pooled)
    if form is Form.GRID:
        return cells_uri(colours)
    planes = np.ascontiguousarray(colours.transpose(2, 0, 1))
    return row_uri(sequence_of(planes) if form is Form.SEQUENCE else region_features(planes, result.regions.shares))


def form_picture(result: OutputsResult, form: Form, photo: tuple[int, int]) -> str | None:
    """A form over the photo; the pooled vector has no place in it."""
    _, rows, cols = result.encoded.grid.shape
    if form is Form.GRID:
        return cells_uri(cell_colours(result))
    if form is Form.SEQUENCE:
        return reading_order(photo, rows, cols)
    if form is Form.POOLED:
        return None
    labels = result.regions.labels
    return numbered_boxes(photo, result.regions.boxes) if labels is None else numbered_pieces(photo, labels)
