"""The photo as the network reads it, as pixels again."""

from __future__ import annotations

import numpy as np

from app.engines.lab import Look
from models.preprocessing import Preprocessing
from models.results import FloatArray, Pixels


def seen_pixels(look: Look) -> Pixels:
    """What the network was given, as bytes: (size, size, 3)."""
    return denormalised(look.photo.inputs[0], look.plan.preprocessing)


def denormalised(inputs: FloatArray, preprocessing: Preprocessing) -> Pixels:
    """(3, size, size) -> (size, size, 3) bytes."""
    mean, std = (np.asarray(values, np.float32) for values in (preprocessing.mean, preprocessing.std))
    return np.asarray(np.rint(inputs.transpose(1, 2, 0) * std + mean).clip(0, 255), np.uint8)
