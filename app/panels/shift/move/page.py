"""What the page of `move` shows: three maps, the curves, and what they say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.panels.overlay import OverBox, Overlay
from app.panels.shift.charts import error_chart
from app.panels.shift.move.result import MoveResult
from app.panels.shift.move.told import told_of
from app.panels.shift.query import ShiftQuery
from app.panels.shift.scene import ShiftScene
from app.render.jpeg import jpeg_uri
from app.render.map_picture import in_frame, map_uri
from models.shift import MAX_SHIFT
from models.shift_results import MoveMode


@dataclass(frozen=True)
class StageChoice:
    """One stage of the chooser."""

    name: str
    current: bool


@dataclass(frozen=True)
class MovePage:
    """What the template reads."""

    stages: tuple[StageChoice, ...]
    stage: str
    channel: int
    channels: int
    found: str  # of the map: move, then convolve
    expected: str  # convolve, then move
    difference: str
    error: str
    cells: tuple[str, str]  # right, down, as numbers
    reduction: int
    across: int  # input pixels of the photo's width on the page, by which it is dragged
    chart: str | None
    told: str | None  # what the comb shows, in a sentence
    largest: int
    strip: str
    strip_still: str


def draw_move(result: MoveResult, scene: ShiftScene) -> MovePage:
    """Pictures, chart, sentence."""
    t, moved = scene.t, result.moved
    stage, signed = moved.stage, result.plan.stage(moved.stage.stage).signed
    channel = channel_of(result, scene.query)
    top = float(np.abs(stage.still[channel]).max())
    root = np.sqrt(np.square(stage.moved - stage.expected).mean(0))
    outside = np.ones_like(root, bool)
    outside[stage.compared] = False
    strength = float(np.sqrt(np.square(stage.still).mean()))
    return MovePage(
        stages=tuple(StageChoice(each.name, each.name == stage.stage) for each in result.plan.stages),
        stage=stage.stage,
        channel=channel,
        channels=len(stage.still),
        found=map_uri(stage.moved[channel], top, signed),
        expected=map_uri(stage.expected[channel], top, signed),
        difference=map_uri(np.where(outside, 0, root).astype(np.float32), 2 * strength, signed=False),
        error=t.number(stage.error, 3),
        cells=tuple(f"{value:+.4g}" if value else "0" for value in stage.shift[::-1]),  # type: ignore[arg-type]
        reduction=stage.reduction,
        across=len(moved.whole),
        chart=error_chart(result.sweep, stage.stage, t) if result.sweep else None,
        told=told_of(result, result.sweep, scene) if result.sweep and result.sweep.done else None,
        largest=MAX_SHIFT,
        strip=scene.to("/strip.webp"),
        strip_still=scene.to("/strip.webp", still=1),
    )


def move_overlay(result: MoveResult, scene: ShiftScene) -> Overlay:
    """The moved photo over the still one; for `crop` it moves under the window that is cut from it."""
    moved, query, sample = result.moved, scene.query, scene.sample
    caption = scene.t(f"shift.caption.{moved.mode.value}", dx=f"{moved.dx:+d}", dy=f"{moved.dy:+d}")
    window = (OverBox("field", moved.frame, scene.t("shift.window")),) if moved.mode is MoveMode.CROP else ()
    picture = jpeg_uri(in_frame(moved.whole, sample.width, sample.height))
    return Overlay(caption=caption, picture=picture, crisp=False, strength=query.strength, boxes=window)


def channel_of(result: MoveResult, query: ShiftQuery) -> int:
    """The channel asked for, or the one with the most contrast."""
    maps = result.moved.stage.still
    if query.channel is not None and query.channel < len(maps):
        return query.channel
    return int(maps.std((1, 2)).argmax())
