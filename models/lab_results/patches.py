"""One place of a live convolution."""

from __future__ import annotations

from dataclasses import dataclass

from models.lab_results.maps import Box
from models.results import FloatArray


@dataclass(frozen=True)
class ConvolutionPatch:
    """One place of a live convolution: total = sum of products + bias."""

    row: int  # of the output
    col: int
    patch: FloatArray  # (channels, k, k); zeros where the kernel hangs over the edge
    products: FloatArray  # (channels, k, k)
    total: float
    box: Box  # of the patch, in the photo's frame, clipped
