"""The random twin's weights, made of the trained ones when they are read: they take no room on the disk.

A kernel of the twin is the layer's own kernel W in random order (randomised.py), times its batch norm's scale per
channel; the trained constant is W times another scale. So the twin's is the trained one, freed of its scale, in random
order, times the twin's scale: two numbers a channel. What does not fit to CLOSE is kept whole. With torch.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.backbone import Backbone
from models.engine.tensors import reordered

Arrays = dict[str, NDArray[Any]]
CLOSE = 1e-5  # of the constant's largest number
LARGE = 1024  # bytes; smaller constants stay inside their graphs


def twin_scales(trained: Arrays, twin: Arrays, backbone: Backbone) -> Arrays:
    """Scales (2, K) of every constant of the twin that is made of the trained one of the same name."""
    layers = {f"backbone.{name}": value.detach().numpy() for name, value in backbone.named_parameters()}
    found: Arrays = {}
    for name, wanted in twin.items():
        own = layers.get(name)
        if own is not None and own.ndim >= 2 and wanted.nbytes >= LARGE and own.shape == wanted.shape:
            scales = _fitted(trained[name], wanted, own)
            if scales is not None:
                found[name] = scales
    return found


def _fitted(trained: NDArray[Any], wanted: NDArray[Any], own: NDArray[Any]) -> NDArray[Any] | None:
    before = _scale(trained, own)
    ones = np.ones_like(before)
    after = _scale(wanted, reordered(trained, before, ones))
    error = np.abs(reordered(trained, before, after) - wanted).max()
    return np.stack([before, after]) if error <= CLOSE * np.abs(wanted).max() else None


def _scale(scaled: NDArray[Any], rows: NDArray[Any]) -> NDArray[np.float32]:
    """(K, ...), (K, ...) -> (K,): what each row was multiplied with; 1 where it is all zeros."""
    one, other = (each.reshape(len(each), -1).astype(np.float64) for each in (scaled, rows))
    length = (other * other).sum(1)
    scale = (one * other).sum(1) / np.where(length > 0, length, 1)
    return np.where(scale != 0, scale, 1).astype(np.float32)
