"""Neighbouring pixels are alike: correlation against distance, beside the same pixels shuffled.

That is what a convolution builds on. It reads a small window because what lies near belongs together; of shuffled
pixels, which have the same colours and no neighbourhood, a window tells nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.results import FloatArray, Pixels

DISTANCES = (*range(9), 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56, 64)  # pixels
LEVELS = 32  # of brightness, in a picture of pairs
SEED = 0


@dataclass(frozen=True)
class Neighbours:
    """How alike pixels are, by how far they are apart."""

    size: int  # side of the square that the network sees, pixels
    distances: tuple[int, ...]
    photo: FloatArray  # (distances,) correlation, -1..1
    shuffled: FloatArray  # (distances,) of the same pixels in a random order
    mixed: Pixels  # (size, size, 3) the shuffled photo


def neighbours(square: Pixels, seed: int = SEED) -> Neighbours:
    """Both curves of a square photo (S, S, 3); distances that do not fit into half of it are left out."""
    size = square.shape[0]
    distances = tuple(each for each in DISTANCES if each <= size // 2)
    mixed = shuffled(square, seed)
    return Neighbours(size, distances, _curve(square, distances), _curve(mixed, distances), mixed)


def _curve(pixels: Pixels, distances: tuple[int, ...]) -> FloatArray:
    plane = brightness(pixels)
    return np.array([correlation(plane, distance) for distance in distances], np.float32)


def brightness(pixels: Pixels) -> FloatArray:
    """Mean of red, green and blue: (H, W, 3) -> (H, W), 0..255."""
    return np.asarray(pixels.mean(2), np.float32)


def shuffled(pixels: Pixels, seed: int = SEED) -> Pixels:
    """The same pixels in a random order: (H, W, 3)."""
    flat = pixels.reshape(-1, pixels.shape[2])
    return flat[np.random.default_rng(seed).permutation(len(flat))].reshape(pixels.shape)


def pairs(plane: FloatArray, distance: int) -> tuple[FloatArray, FloatArray]:
    """Every pair of pixels that is `distance` apart along a row or a column: two arrays of the same length."""
    stop = -distance or None
    one = np.concatenate([plane[:, :stop].ravel(), plane[:stop].ravel()])
    two = np.concatenate([plane[:, distance:].ravel(), plane[distance:].ravel()])
    return one, two


def correlation(plane: FloatArray, distance: int) -> float:
    """Pearson's r of all pairs at a distance; 0 where there is nothing to correlate (one single colour)."""
    one, two = (each - each.mean(dtype=np.float64) for each in pairs(plane, distance))
    scale = float(np.sqrt((one * one).sum() * (two * two).sum()))
    return float((one * two).sum()) / scale if scale > 0 else 0.0


def joint(plane: FloatArray, distance: int, levels: int = LEVELS) -> FloatArray:
    """How many pairs have which two brightnesses, (levels, levels): bright is up and to the right; root scale, 0..1."""
    one, two = pairs(plane, distance)
    edges = np.linspace(0, 256, levels + 1)
    counts = np.sqrt(np.histogram2d(two, one, bins=(edges, edges))[0])[::-1]
    return np.asarray(counts / max(float(counts.max()), 1e-12), np.float32)
