"""A photo as patches of raw pixels, for a strategy that joins them with words before any encoder. Imports no torch."""

from __future__ import annotations

import numpy as np

from models.fusion.streams import CHANNELS, PATCH, PATCHES
from models.preprocessing import resized
from models.results import Pixels


def cut_patches(pixels: Pixels, rows: int, cols: int) -> Pixels:
    """A photo (H, W, 3) as patches (rows, cols, 768), each read row by row."""
    whole = resized(pixels, (rows * PATCH, cols * PATCH))
    cut = whole.reshape(rows, PATCH, cols, PATCH, 3).transpose(0, 2, 1, 3, 4)
    return np.ascontiguousarray(cut.reshape(rows, cols, CHANNELS[PATCHES]))
