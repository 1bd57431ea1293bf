"""From a cell's fields to the page of the sub-view `field`."""

from __future__ import annotations

import numpy as np

from app.panels.layers.field.growth import effective_side, growth_chart
from app.panels.layers.field.page import CloseUp, FieldPage, StepView, Tile
from app.panels.layers.field.result import FieldFindings, Landmark, Spans
from app.panels.layers.scene import LayersScene
from app.panels.overlay import OverBox, Overlay, OverScale
from app.render.downsample import pooled
from app.render.heatmap import heat_png, scale_png
from app.render.png import data_uri
from models.feature_maps import cell_box
from models.lab_results.fields import EffectiveField, ReceptiveField
from models.lab_results.maps import Box
from models.receptive_field import cell_at
from models.results import FloatArray

OVER = 112  # cells along a side of the energy over the photo
_AROUND = 0.25  # of the field's side, shown around it in the close-up
_TOP = 0.98  # of the places that count at all: from there on the heat is at its fullest
_LEAST = 12  # input pixels of a close-up


def draw_field(findings: FieldFindings, scene: LayersScene) -> FieldPage:
    """Numbers, the close-up, the growth, and every window on the way."""
    t, field, theory = scene.t, findings.field, findings.field.theoretical
    channels, rows, cols = findings.plan.stage(field.stage).shape
    left, top, right, bottom = theory.box
    return FieldPage(
        stage=field.stage,
        row=field.row,
        col=field.col,
        rows=rows,
        cols=cols,
        channel=field.channel,
        channels=channels,
        size=theory.size,
        clipped=f"{_length(theory.cols)} × {_length(theory.rows)}",
        input_size=findings.plan.size,
        share=t.percent((right - left) * (bottom - top)),
        inside=t.percent(field.share_inside),
        core=t.percent(field.core),
        effective=f"{effective_side(field.theoretical, field.core):.0f}",
        silent=not field.energy.any(),
        steps=tuple(StepView(s.stage, s.layer, s.kernel, s.stride, _minus(s.formula)) for s in theory.steps),
        close_up=_close_up(field, scene),
        chart=growth_chart(findings, t),
        tiles=tuple(_tile(landmark, findings, scene) for landmark in findings.landmarks),
        spans_rows=_spans(findings.rows),
        spans_cols=_spans(findings.cols),
        all_channels_href=scene.href(channel=None),
        one_channel_href=scene.href(channel=scene.query.channel or 0),
        api=scene.api("/field", stage=field.stage, row=field.row, col=field.col, channel=field.channel),
    )


def field_overlay(findings: FieldFindings, scene: LayersScene) -> Overlay:
    """The energy over the photo, the fields of the stages before as nested frames, and the cell itself."""
    t, field = scene.t, findings.field
    _, rows, cols = findings.plan.stage(field.stage).shape
    before = findings.stages[: findings.plan.stage_index(field.stage)]
    theory = field.theoretical
    frames = [OverBox("before", each.box, each.stage) for each in reversed(_different(before, theory))]
    frames += [OverBox("field", theory.box, field.stage)]
    frames += [OverBox("cell", cell_box(field.row, field.col, rows, cols))]
    return Overlay(
        caption=t("field.caption", stage=field.stage, row=field.row, col=field.col),
        picture=_heat(pooled(field.energy, OVER), scene),
        crisp=False,
        strength=scene.query.strength,
        boxes=tuple(frames),
        scale=OverScale(data_uri(scale_png()), t("field.least"), t("field.most")),
        grid=(rows, cols),
        href=scene.cell_href(),
        held=(field.row, field.col),
    )


def _different(stages: tuple[ReceptiveField, ...], theory: ReceptiveField) -> list[ReceptiveField]:
    """Fields that differ from the one before and from the chosen one, so that no frame is drawn twice."""
    kept: list[ReceptiveField] = []
    for each in stages:
        if each.box != theory.box and (not kept or kept[-1].box != each.box):
            kept.append(each)
    return kept


def _heat(energy: FloatArray, scene: LayersScene) -> str | None:
    """The root of the energy: the length of the gradient. Single peaks above the rest do not set the scale."""
    if not energy.any():
        return None
    length = np.sqrt(energy)
    peak = float(np.quantile(length[length > 0], _TOP))
    return data_uri(heat_png(length, peak, scene.sample.width, scene.sample.height))


def _close_up(field: EffectiveField, scene: LayersScene) -> CloseUp:
    """A cut around the theoretical field, in the photo's own pixels."""
    size = field.energy.shape[0]
    (top, bottom), (left, right) = (_around(span, size) for span in (field.theoretical.rows, field.theoretical.cols))
    down, across = scene.sample.height / size, scene.sample.width / size
    cut = left * across, top * down, (right - left + 1) * across, (bottom - top + 1) * down
    inner = field.theoretical
    box = (
        inner.cols[0] * across,
        inner.rows[0] * down,
        _length(inner.cols) * across,
        _length(inner.rows) * down,
    )
    return CloseUp(
        view_box=" ".join(f"{value:.2f}" for value in cut),
        box=box,
        heat=_heat(pooled(field.energy[top : bottom + 1, left : right + 1], OVER), scene),
        cut=cut,
    )


def _around(span: tuple[int, int], size: int) -> tuple[int, int]:
    """A wider span inside 0..size - 1."""
    extra = max(round(_AROUND * _length(span)), (_LEAST - _length(span) + 1) // 2)
    return max(0, span[0] - extra), min(size - 1, span[1] + extra)


def _tile(landmark: Landmark, findings: FieldFindings, scene: LayersScene) -> Tile:
    field, theory = findings.field, landmark.theoretical
    _, rows, cols = findings.plan.stage(field.stage).shape
    place = (field.col + 0.5) / cols, (field.row + 0.5) / rows
    row, col = cell_at(findings.plan.stage(theory.stage).shape, *place)
    return Tile(
        stage=theory.stage,
        href=scene.href(stage=theory.stage, row=row, col=col, channel=None),
        current=theory.stage == field.stage,
        size=f"{theory.size}" if theory.size else "∞",
        core=f"{effective_side(theory, landmark.core):.0f}" if landmark.energy.any() else "–",
        heat=_heat(landmark.energy, scene),
        box=_scaled(theory.box, scene),
    )


def _scaled(box: Box, scene: LayersScene) -> Box:
    """A box as x, y, width, height in the photo's pixels."""
    left, top, right, bottom = box
    width, height = scene.sample.width, scene.sample.height
    return left * width, top * height, (right - left) * width, (bottom - top) * height


def _minus(formula: str) -> str:
    return formula.replace(" - ", " − ")


def _spans(spans: Spans) -> str:
    return " ".join(f"{first},{last}" for first, last in spans)


def _length(span: tuple[int, int]) -> int:
    return span[1] - span[0] + 1
