"""Does a map depend on what the network has learned? The cascading test of Adebayo et al. 2018 (arXiv:1810.03292).

From the classifier down, one part after another gets random weights (models/engine/lab/randomised.py), and the map is
made again. One that explains the network must change; one that only draws the photo's edges would not.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from models.class_activation import cam, grad_cam, grad_cam_of, positive_heat
from models.engine.lab.stages import StageEngine, probabilities
from models.lab_results.classes import ClassMap, MapKind
from models.lab_results.maps import StagedPhoto
from models.lab_results.trust import RandomisationReport, RandomisationStep
from models.network import CLASSIFIER
from models.results import FloatArray


def randomise(
    engine: StageEngine, photo: StagedPhoto, class_index: int, kind: MapKind, stage: str | None = None
) -> RandomisationReport:
    """The class map with trained weights, and after each step of the cascade.

    `stage` is Grad-CAM's; without one it is the last. CAM with random weights is Grad-CAM at the last stage, which
    differs from it by a factor only. Raises InvalidArgument for a stage or class that does not exist.
    """
    last = engine.plan.stages[-1].name
    place = last if kind is MapKind.CAM or stage is None else stage
    trained = cam(engine, photo, class_index) if kind is MapKind.CAM else grad_cam(engine, photo, class_index, place)
    names = [*(each.name for each in engine.plan.stages), CLASSIFIER]
    steps = tuple(
        _step(engine, photo, trained, engine.plan.stage_index(place), part, names[part])
        for part in range(len(names) - 1, -1, -1)
    )
    engine.parts.forget_random()
    return RandomisationReport(trained, float(probabilities(photo.logits, photo.independent)[class_index]), steps)


def _step(
    engine: StageEngine, photo: StagedPhoto, trained: ClassMap, stage: int, part: int, name: str
) -> RandomisationStep:
    values = engine.random_values(photo, part)
    raw = grad_cam_of(engine, values, trained.class_index, stage, part)
    heat = positive_heat(raw)
    return RandomisationStep(
        name,
        heat,
        not heat.any(),
        rank_correlation(trained.raw, raw),
        similarity(trained.heat, heat),
        float(probabilities(values[-1], photo.independent)[0, trained.class_index]),
    )


def rank_correlation(one: FloatArray, other: FloatArray) -> float:
    """Spearman's correlation of two maps, -1..1; 0 when either is constant."""
    a, b = (ranks(values.ravel()) for values in (one, other))
    a, b = a - a.mean(), b - b.mean()
    length = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / length if length > 0 else 0.0


def ranks(values: FloatArray) -> FloatArray:
    """Ranks of a list of values, equal values sharing their mean rank: (N,) -> (N,)."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return np.asarray((ends - (counts - 1) / 2)[places], np.float64)


def similarity(one: FloatArray, other: FloatArray, weights: Sequence[float] = (1, 2, 1)) -> float:
    """Structural similarity of two maps of range 0..1 (Wang et al. 2004), mean over 3 x 3 binomial windows: -1..1."""
    stable_mean, stable_spread = 0.01**2, 0.03**2
    kernel = np.outer(weights, weights) / np.sum(weights) ** 2
    mean_a, mean_b = _windowed(one, kernel), _windowed(other, kernel)
    spread_a = _windowed(one * one, kernel) - mean_a**2
    spread_b = _windowed(other * other, kernel) - mean_b**2
    shared = _windowed(one * other, kernel) - mean_a * mean_b
    above = (2 * mean_a * mean_b + stable_mean) * (2 * shared + stable_spread)
    below = (mean_a**2 + mean_b**2 + stable_mean) * (spread_a + spread_b + stable_spread)
    return float((above / below).mean())


def _windowed(values: FloatArray, kernel: FloatArray) -> FloatArray:
    """Weighted means over 3 x 3 windows, edges repeated: (rows, cols) -> (rows, cols)."""
    padded = np.pad(values.astype(np.float64), 1, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3))
    return np.asarray(np.einsum("rcyx,yx->rc", windows, kernel))
