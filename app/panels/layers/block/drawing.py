"""From one number's steps to the page of the sub-view `block`."""

from __future__ import annotations

import numpy as np

from app.panels.choice import Choice
from app.panels.layers.block.page import BlockPage, FinalView, GridsView, StepView, SumView, TermView
from app.panels.layers.block.result import BlockFindings
from app.panels.layers.scene import LayersScene
from app.panels.overlay import OverBox, Overlay
from app.render.number_grid import number_grid, signed_cells
from models.class_names import class_name
from models.feature_maps import cell_box
from models.lab_results.steps import (
    ActivationStep,
    FinalSteps,
    LongSum,
    MixingStep,
    NormStep,
    PoolingStep,
    ResidualStep,
    Step,
    WindowStep,
)
from models.network import PIXELS
from models.results import FloatArray

LARGEST_GRID = 8  # cells along a side that are drawn with their numbers


def draw_block(findings: BlockFindings, scene: LayersScene) -> BlockPage:
    """Every step with its numbers, and the end of the network."""
    steps, maps = findings.steps, findings.look.stage(findings.steps.stage).maps
    channel, last = findings.channel, len(maps) - 1
    at = {"row": findings.row, "col": findings.col}
    return BlockPage(
        stage=steps.stage,
        row=findings.row,
        col=findings.col,
        channel=channel,
        stages=tuple(_stage(name, steps.stage, scene) for name in findings.stages),
        enters=steps.enters,
        enters_pixels=steps.enters == PIXELS,
        enters_channel=steps.channel,
        enters_value=digits(steps.value),
        steps=tuple(_step(step, scene) for step in steps.steps),
        value=digits(float(maps[channel, findings.row, findings.col])),
        previous=scene.href(channel=channel - 1, **at) if channel else None,
        following=scene.href(channel=channel + 1, **at) if channel < last else None,
        maps_href=scene.href(view="maps", stage=steps.stage, channel=channel, **at),
        final=_final(findings.final, findings, scene) if findings.final else None,
        api=scene.api("/block", stage=steps.stage, channel=channel, **at),
    )


def block_overlay(findings: BlockFindings, scene: LayersScene) -> Overlay:
    """The channel over the photo, and the cell whose number is followed."""
    stage, channel = findings.steps.stage, findings.channel
    rows, cols = findings.look.stage(stage).maps.shape[1:]
    return Overlay(
        caption=scene.t("layers.maps.over_channel", stage=stage, channel=channel),
        picture=scene.picture("channel.png", stage=stage, channel=channel),
        strength=scene.query.strength,
        boxes=(OverBox("cell", cell_box(findings.row, findings.col, rows, cols)),),
        grid=(rows, cols),
        held=(findings.row, findings.col),
        href=scene.cell_href(),
    )


def digits(value: float) -> str:
    """Four digits and a real minus."""
    if value == 0:
        return "0"
    text = f"{value:#.4g}".removesuffix(".") if abs(value) >= 1e-3 else f"{value:.1e}"
    return text.replace("-", "−")


def _stage(name: str, current: str, scene: LayersScene) -> Choice:
    return Choice(name, scene.href(stage=name, channel=None, row=None, col=None), name == current)


def _step(step: Step, scene: LayersScene) -> StepView:
    said = step.layer, step.channel, digits(step.value)
    t, stays = scene.t, scene.t("block.stays", channel=step.channel)
    if isinstance(step, MixingStep):
        count = len(step.sum.terms) + step.sum.others
        return StepView("mixing", *said, _channels(count, step, scene), sum=_sum(step.sum))
    if isinstance(step, WindowStep):
        channels = stays if step.inputs == 1 else _channels(step.inputs, step, scene)
        return StepView("window", *said, channels, grids=_grids(step, scene))
    if isinstance(step, NormStep):
        return StepView("norm", *said, stays, formula=_norm(step))
    if isinstance(step, ActivationStep):
        return StepView("activation", *said, stays, formula=_arrow(step), note=_happened(step))
    if isinstance(step, PoolingStep):
        cells = number_grid(step.patch, signed_cells(step.patch, step.patch), t("block.window"), "pooled")
        return StepView("pooling", *said, stays, cells=cells, note=f"pooling_{step.kind}")
    assert isinstance(step, ResidualStep)
    formula = f"{digits(step.through)} + {bracketed(step.past)} = {digits(step.value)}"
    return StepView("residual", *said, stays, formula=formula, note="residual")


def _channels(count: int, step: Step, scene: LayersScene) -> str:
    return scene.t("block.mixes", before=count, after=step.channels)


def _norm(step: NormStep) -> str:
    mean, beta = bracketed(step.mean), bracketed(step.beta)
    top = f"({digits(step.before)} − {mean}) ÷ √({digits(step.variance)} + {step.eps:g})"
    return f"{top} × {bracketed(step.gamma)} + {beta} = {digits(step.value)}"


def bracketed(value: float) -> str:
    """A negative number in a formula stands in brackets."""
    return f"({digits(value)})" if value < 0 else digits(value)


def _arrow(step: ActivationStep) -> str:
    return f"{digits(step.before)} → {digits(step.value)}"


def _happened(step: ActivationStep) -> str:
    """Whether the activation let the number pass."""
    if step.value == step.before:
        return "passes"
    return "silenced" if step.value == 0 else "capped" if step.layer == "clip" else "bent"


def _sum(total: LongSum) -> SumView:
    peak = max((abs(term.product) for term in total.terms), default=1.0) or 1.0
    terms = tuple(
        TermView(term.channel, digits(term.value), bracketed(term.weight), digits(term.product), term.product / peak)
        for term in total.terms
    )
    return SumView(terms, total.others, digits(total.rest), digits(total.bias) if total.bias else None)


def _grids(step: WindowStep, scene: LayersScene) -> GridsView:
    t, products = scene.t, step.patch * step.kernel
    name = f"{step.layer}-{step.channel}"
    return GridsView(
        number_grid(step.patch, signed_cells(step.patch, step.patch), t("conv.patch"), f"patch-{name}"),
        number_grid(step.kernel, signed_cells(step.kernel, step.kernel), t("conv.kernel"), f"kernel-{name}"),
        number_grid(products, signed_cells(products, products), t("conv.products"), f"products-{name}"),
        len(step.kernel),
        step.shown,
        step.inputs - 1,
        digits(step.rest),
        digits(step.bias) if step.bias else None,
    )


def _final(final: FinalSteps, findings: BlockFindings, scene: LayersScene) -> FinalView:
    photo = findings.look.photo
    cells: FloatArray = final.cells
    shown = cells if max(cells.shape) <= LARGEST_GRID else np.asarray(cells[:LARGEST_GRID, :LARGEST_GRID])
    return FinalView(
        final.stage,
        final.channel,
        cells.size,
        number_grid(shown, signed_cells(shown, shown), scene.t("block.cells"), "final"),
        digits(final.mean),
        len(photo.stages[-1].maps),
        class_name(final.class_index, len(photo.logits), scene.t.tag),
        _sum(final.sum),
        digits(final.logit),
        scene.t.sure(final.probability),
    )
