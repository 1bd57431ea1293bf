"""The output of a convolution as a picture: brightness where the weights sum to one, else two hues about zero."""

from __future__ import annotations

import numpy as np

from app.render.diverging import levels, opaque_palette
from app.render.png import palette_png
from models.convolution import Kernel
from models.results import FloatArray

_GREY = np.column_stack([np.tile(np.arange(256, dtype=np.uint8)[:, None], 3), np.full(256, 255, np.uint8)])


def is_brightness(kernel: Kernel) -> bool:
    """Whether the output is a photo again: blurred, sharpened or as it was."""
    return not kernel.learned and abs(float(kernel.weights.sum()) - 1) < 1e-3


def output_png(output: FloatArray, kernel: Kernel) -> bytes:
    """One pixel a place."""
    if is_brightness(kernel):
        return palette_png(np.rint(output.clip(0, 255)).astype(np.uint8), _GREY)
    scaled = 0.5 + 0.5 * (output / peak_of(output, kernel)).clip(-1, 1)
    return palette_png(levels(scaled.astype(np.float32), True), opaque_palette(True))


def peak_of(output: FloatArray, kernel: Kernel) -> float:
    """The strongest value away from the edges, where the zeros around the photo make edges of their own."""
    margin = kernel.window.kernel[0] // 2
    inner = output[margin : len(output) - margin, margin : output.shape[1] - margin]
    return float(np.abs(inner if inner.size else output).max()) or 1.0
