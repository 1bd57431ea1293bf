"""Maps and moved photos as pictures that stand in the page."""

from __future__ import annotations

import numpy as np
from PIL import Image

from app.render.diverging import levels, opaque_palette
from app.render.png import data_uri, palette_png
from models.results import FloatArray, Pixels

SIDE = 224  # pixels of a map's picture at most; cells are enlarged by a whole number
_STAGE = 480


def scaled(values: FloatArray, top: float, signed: bool) -> FloatArray:
    """Values as places on the colour scale, 0..1; zero at 0.5 for signed ones."""
    safe = top if top > 0 else 1.0
    share = values / (2 * safe) + 0.5 if signed else values / safe
    return np.asarray(np.clip(share, 0, 1), np.float32)


def map_uri(values: FloatArray, top: float, signed: bool) -> str:
    """A map (rows, cols) -> an address of its picture, cells as squares."""
    factor = max(1, SIDE // max(values.shape))
    cells = levels(scaled(values, top, signed), signed).repeat(factor, axis=0).repeat(factor, axis=1)
    return data_uri(palette_png(cells, opaque_palette(signed)))


def colour_map(values: FloatArray, top: float, signed: bool, side: int) -> Pixels:
    """A map (rows, cols) -> RGB (side, side, 3), cells as squares."""
    colours = opaque_palette(signed)[levels(scaled(values, top, signed), signed)][..., :3]
    return np.asarray(Image.fromarray(colours).resize((side, side), Image.Resampling.NEAREST))


def in_frame(square: Pixels, width: int, height: int) -> Pixels:
    """A square as the photo it was squashed from, at most 480 pixels wide."""
    scale = min(1.0, _STAGE / max(width, height))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(Image.fromarray(square).resize(size, Image.Resampling.BILINEAR))
