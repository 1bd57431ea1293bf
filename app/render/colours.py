"""Pictures that are colours already: components as red, green and blue, and learned kernels of the first layer."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image


def colours_png(rgb: NDArray[np.float32]) -> bytes:
    """(rows, cols, 3), 0..1 -> PNG of one pixel a cell."""
    return _png(np.rint(rgb.clip(0, 1) * 255).astype(np.uint8))


def kernel_png(weights: NDArray[np.float32]) -> bytes:
    """A kernel (3, k, k) -> PNG of one pixel a weight; mid-grey is zero, and the largest weight reaches full colour."""
    largest = float(np.abs(weights).max()) or 1.0
    return colours_png((0.5 + 0.5 * weights / largest).transpose(1, 2, 0).astype(np.float32))


def _png(pixels: NDArray[np.uint8]) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()
