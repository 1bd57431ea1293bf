"""One perceptual colour map for every heat picture: dark violet over red and orange to pale yellow.

It is drawn in Oklch (https://bottosson.github.io/posts/oklab/): lightness rises in equal steps, hue turns one way,
so that twice as bright reads as more, also in grey and for colour-blind eyes. Opacity rises with the value too:
where a word finds nothing, the photo is untouched.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

LEVELS = 64
_DARKEST, _LIGHTEST = 0.30, 0.965  # Oklab lightness of the first and the last level
_HUE_FROM, _HUE_TO = -65.0, 105.0  # degrees: violet through red to yellow
_FULL_OPACITY = 0.94  # never quite opaque: what is hottest is still a place in a photo


@cache
def palette() -> NDArray[np.uint8]:
    """(LEVELS, 4): red, green, blue and opacity of every level."""
    step = np.linspace(0.0, 1.0, LEVELS)
    rgb = oklch_to_srgb(_lightness(step), _chroma(step), np.deg2rad(_HUE_FROM + (_HUE_TO - _HUE_FROM) * step**0.85))
    rgba = np.column_stack([rgb, opacity(step)])
    return np.rint(rgba * 255).astype(np.uint8)


def opacity(value: NDArray[np.float64]) -> NDArray[np.float64]:
    """Opacity of a value in 0..1: zero at zero, most of it by the middle of the scale."""
    return _FULL_OPACITY * np.sin(np.clip(value, 0.0, 1.0) * np.pi / 2) ** 1.15


def _lightness(step: NDArray[np.float64]) -> NDArray[np.float64]:
    return _DARKEST + (_LIGHTEST - _DARKEST) * step


def _chroma(step: NDArray[np.float64]) -> NDArray[np.float64]:
    return 0.10 + 0.11 * np.sin(np.pi * np.clip(step, 0.0, 1.0) ** 0.9)


def oklch_to_srgb(
    lightness: NDArray[np.float64], chroma: NDArray[np.float64], hue: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Oklch -> gamma-coded sRGB in 0..1; chroma is lowered until a colour exists on a screen."""
    for _ in range(40):
        linear = _oklab_to_linear(lightness, chroma * np.cos(hue), chroma * np.sin(hue))
        outside = (linear.min(axis=1) < 0.0) | (linear.max(axis=1) > 1.0)
        if not outside.any():
            break
        chroma = np.where(outside, chroma * 0.96, chroma)
    linear = np.clip(linear, 0.0, 1.0)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


def _oklab_to_linear(
    lightness: NDArray[np.float64], a: NDArray[np.float64], b: NDArray[np.float64]
) -> NDArray[np.float64]:
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return np.column_stack(
        [
            4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
        ]
    )
