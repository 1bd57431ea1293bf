"""CIELAB, where equal steps look about equally large (CIE 15:2004), from sRGB (IEC 61966-2-1)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.results import FloatArray

_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]],
    np.float32,
)
_WHITE = np.array([0.95047, 1.0, 1.08883], np.float32)  # D65


def lab(pixels: NDArray[np.uint8]) -> FloatArray:
    """RGB bytes (..., 3) -> lightness 0..1 and a, b over 100 (..., 3)."""
    byte = np.arange(256, dtype=np.float32) / 255
    linear = np.where(byte <= 0.04045, byte / 12.92, ((byte + 0.055) / 1.055) ** 2.4).astype(np.float32)
    parts = linear[pixels] @ (_TO_XYZ / _WHITE[:, None]).T
    x, y, z = np.moveaxis(np.where(parts > 0.008856, np.cbrt(parts), 7.787 * parts + 16 / 116), -1, 0)
    return np.stack([1.16 * y - 0.16, 5 * (x - y), 2 * (y - z)], -1).astype(np.float32)
