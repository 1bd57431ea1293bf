"""The photo, its map and what remains of the difference while the photo moves, as an animated picture."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from app.render.map_picture import colour_map
from models.engine.lab.shifts import ShiftEngine
from models.results import FloatArray, Pixels
from models.shift import MAX_SHIFT, compare_stage, ground, moved
from models.shift_results import Axis, MoveMode, Variant

SIDE, GAP, LINE = 212, 12, 26
STEP = 4  # input pixels between two frames
MILLISECONDS = 160
_PAPER, _INK = (20, 19, 17), (228, 222, 212)


def frames(there: int = MAX_SHIFT, step: int = STEP) -> tuple[int, ...]:
    """To the right, to the left and back: 0, 4 ... 32 ... -32 ... -4."""
    out = tuple(range(0, there + 1, step))
    back = tuple(range(there - step, -there - 1, -step))
    return out + back + tuple(range(-there + step, 0, step))


def strip_webp(
    engine: ShiftEngine, variant: Variant, photo: Pixels, mode: MoveMode, axis: Axis, stage: str, channel: int | None,
    still: bool,
) -> bytes:  # fmt: skip
    """WebP bytes: three squares side by side per frame; `still` gives one frame, at a shift of 8 pixels."""
    size = engine.size(variant)
    canvas = ground(photo, size, mode)
    index = engine.plan.stage_index(stage)
    plan = engine.plan.stages[index]
    base = engine.stages(variant, engine.inputs([moved(canvas, size, mode, 0, 0)]))[index][0]
    chosen = channel if channel is not None and channel < len(base) else int(base.std((1, 2)).argmax())
    pictures = []
    for shift in (8,) if still else frames():
        dx, dy = (shift, 0) if axis is Axis.ACROSS else (0, shift)
        square = moved(canvas, size, mode, dx, dy)
        found = engine.stages(variant, engine.inputs([square]))[index][0]
        compared = compare_stage(stage, plan.reduction, base, found, mode, dx, dy)
        root = np.zeros(found.shape[1:], np.float32)
        rows, cols = compared.compared
        root[rows, cols] = np.sqrt(np.square(found - compared.expected).mean(0))[rows, cols]
        said = f"{mode.value}, {variant.value}: {dx:+d}, {dy:+d} px   {stage} {chosen}"
        pictures.append(_frame(square, found[chosen], root, base, chosen, plan.signed, said))
    return _webp(pictures)


def _frame(
    square: Pixels, found: FloatArray, root: FloatArray, base: FloatArray, channel: int, signed: bool, said: str
) -> Image.Image:
    """Photo, map, difference, and under them how the photo moved; mode and variant as the address spells them."""
    top = float(np.abs(base[channel]).max())
    strength = 2 * float(np.sqrt(np.square(base).mean()))
    tiles = (
        np.asarray(Image.fromarray(square).resize((SIDE, SIDE), Image.Resampling.BILINEAR)),
        colour_map(found, top, signed, SIDE),
        colour_map(root, strength, False, SIDE),
    )
    picture = Image.new("RGB", (3 * SIDE + 2 * GAP, SIDE + LINE), _PAPER)
    ImageDraw.Draw(picture).text((4, SIDE + 5), said, fill=_INK, font=ImageFont.load_default(14))
    for place, tile in enumerate(tiles):
        picture.paste(Image.fromarray(tile), (place * (SIDE + GAP), 0))
    return picture


def _webp(pictures: list[Image.Image]) -> bytes:
    buffer = io.BytesIO()
    first, *rest = pictures
    if rest:
        first.save(
            buffer, "WEBP", save_all=True, append_images=rest, duration=MILLISECONDS, loop=0, quality=70, method=2
        )
    else:
        first.save(buffer, "WEBP", quality=80, method=2)
    return buffer.getvalue()
