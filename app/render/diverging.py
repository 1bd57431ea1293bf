"""Colours of feature maps: one side for what is never negative, two sides about zero where signs matter.

Twice as far from zero is twice as bright on either side, so that a sign is a hue and a strength is a lightness.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.render.colormap import LEVELS, oklch_to_srgb, opacity, palette
from app.render.png import palette_png

BLACK = np.array([20, 19, 17])  # what opaque colours are laid on
ZERO = LEVELS - 1  # the level of zero in `signed_palette`
_DARKEST, _LIGHTEST = 0.30, 0.965  # Oklab lightness, as on the positive side
_HUE_FROM, _HUE_TO = 290.0, 185.0  # degrees: violet over blue to pale green-blue


@cache
def signed_palette() -> NDArray[np.uint8]:
    """(2 x LEVELS - 1, 4) RGBA: the largest negative value first, zero in the middle, where it is transparent."""
    step = np.linspace(0.0, 1.0, LEVELS)
    lightness = _DARKEST + (_LIGHTEST - _DARKEST) * step
    chroma = 0.10 + 0.09 * np.sin(np.pi * step**0.9)
    rgb = oklch_to_srgb(lightness, chroma, np.deg2rad(_HUE_FROM + (_HUE_TO - _HUE_FROM) * step**0.85))
    negative = np.rint(np.column_stack([rgb, opacity(step)]) * 255).astype(np.uint8)
    return np.concatenate([negative[:0:-1], palette()])


def map_palette(signed: bool) -> NDArray[np.uint8]:
    """The colours of a stage's values, to lie over a photo."""
    return signed_palette() if signed else palette()


@cache
def opaque_palette(signed: bool) -> NDArray[np.uint8]:
    """The same colours on black, with one more for what is no cell: see-through."""
    colours = map_palette(signed).astype(np.float64)
    share = colours[:, 3:] / 255
    rgb = np.rint(BLACK + (colours[:, :3] - BLACK) * share)
    solid = np.column_stack([rgb, np.full(len(rgb), 255)])
    return np.vstack([solid, np.zeros(4)]).astype(np.uint8)


def levels(scaled: NDArray[np.float32], signed: bool) -> NDArray[np.uint8]:
    """Places on the colour scale, 0..1 (zero at 0.5 for signed values) -> levels of the palette."""
    top = np.float32(len(map_palette(signed)) - 1)
    rounded: NDArray[np.uint8] = np.rint(scaled * top).astype(np.uint8)
    return rounded


def map_png(scaled: NDArray[np.float32], signed: bool) -> bytes:
    """One channel (rows, cols), 0..1 -> PNG of one pixel a cell, more transparent the nearer to zero."""
    return palette_png(levels(scaled, signed), map_palette(signed))


def scale_png(signed: bool) -> bytes:
    """The scale itself, from left to right, on black."""
    colours = opaque_palette(signed)
    return palette_png(np.tile(np.arange(len(colours) - 1, dtype=np.uint8), (4, 1)), colours)
