"""Turning and zooming a photo about its centre, where nothing in a CNN promises invariance.

What is outside the photo is the photo mirrored at its edge, so that no black corners come in.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from PIL import Image

from models.engine.lab.shifts import ShiftEngine, top_probability
from models.engine.lab.stages import softmax
from models.preprocessing import squash
from models.results import FloatArray, Pixels
from models.shift_results import TurnSweep, Variant
from models.shift_sweep import cosine

ANGLES = tuple(float(angle) for angle in range(-90, 91, 5))  # degrees, counter-clockwise
SCALES = tuple(2 ** (step / 12) for step in range(-12, 13))  # 0.5 to 2
REACH = {"angle": 15.0, "scale": 0.25}  # degrees; octaves: three neighbours to either side
_WORKING = 512  # longest side on which photos are turned
PART = 4


def turned(photo: Pixels, angle: float = 0.0, scale: float = 1.0) -> Pixels:
    """A photo (H, W, 3) turned counter-clockwise by degrees and zoomed, in its own frame; at most 512 px wide."""
    small = _working(photo)
    height, width = small.shape[:2]
    reach = math.hypot(height, width) / 2 / min(scale, 1.0)
    edge_y, edge_x = max(0, math.ceil(reach - height / 2) + 2), max(0, math.ceil(reach - width / 2) + 2)
    padded = _mirrored(small, edge_y, edge_x)
    radians, zoom = math.radians(angle), 1 / scale
    cos, sin = math.cos(radians) * zoom, math.sin(radians) * zoom
    # From a pixel of the result to one of the padded photo; centres of pixels lie at + 0.5.
    middle_x, middle_y = width / 2 + edge_x, height / 2 + edge_y
    source = _shrunk(Image.fromarray(padded), scale)
    across, down = source.width / padded.shape[1], source.height / padded.shape[0]
    matrix = (
        cos * across, -sin * across, (middle_x - cos * width / 2 + sin * height / 2) * across,
        sin * down, cos * down, (middle_y - sin * width / 2 - cos * height / 2) * down,
    )  # fmt: skip
    return np.asarray(source.transform((width, height), Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC))


def _shrunk(image: Image.Image, scale: float) -> Image.Image:
    """At its new size where it gets smaller: `resize` filters out what that cannot show, the transform does not."""
    if scale >= 1:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.BICUBIC)


def _working(photo: Pixels) -> Pixels:
    longest = max(photo.shape[:2])
    if longest <= _WORKING:
        return photo
    size = (max(1, round(photo.shape[1] * _WORKING / longest)), max(1, round(photo.shape[0] * _WORKING / longest)))
    return np.asarray(Image.fromarray(photo).resize(size, Image.Resampling.LANCZOS))


def _mirrored(photo: Pixels, edge_y: int, edge_x: int) -> Pixels:
    return np.pad(photo, ((edge_y, edge_y), (edge_x, edge_x), (0, 0)), mode="symmetric")


def turn_sweep(
    engine: ShiftEngine, variant: Variant, photo: Pixels, kind: str, values: tuple[float, ...] | None = None
) -> Iterator[TurnSweep]:
    """Results that grow in rising order of `values`; `kind` is ``angle`` or ``scale``.

    `averaged` is test-time averaging: for a photo at one value, the mean of the probabilities at all values within
    REACH of it. Turning a turned photo again is turning it by the sum, so these are the runs already made. Near an end
    of `values` the neighbours on one side are missing: `neighbours` counts those that are there.
    """
    values = values or (ANGLES if kind == "angle" else SCALES)
    size = engine.size(variant)
    logits, last = engine.logits_and_last(variant, engine.inputs([squash(turned(photo), size)]))
    top, vector = int(logits[0].argmax()), last[0]
    rows: list[FloatArray] = []
    cosines: list[float] = []
    for count, value in enumerate(values, start=1):
        square = squash(turned(photo, **{kind: value}), size)
        logits, last = engine.logits_and_last(variant, engine.inputs([square]))
        rows.append(logits[0])
        cosines.append(cosine(vector, last[0]))
        if count % PART == 0 or count == len(values):
            yield _gather(engine.plan.backbone, kind, values[:count], len(values), top, np.stack(rows), cosines)


def _gather(
    backbone: str,
    kind: str,
    values: tuple[float, ...],
    total: int,
    top: int,
    logits: FloatArray,
    cosines: list[float],
) -> TurnSweep:
    probabilities = softmax(logits)
    places = np.array(values) if kind == "angle" else np.log2(values)
    near = np.abs(places[:, None] - places[None]) <= REACH[kind] + 1e-6
    neighbours = near.sum(1)
    averaged = (near / neighbours[:, None]).astype(np.float32) @ probabilities
    return TurnSweep(
        backbone, kind, np.array(values, np.float32), total, top, top_probability(logits, top), logits.argmax(1),
        np.array(cosines, np.float32), averaged[:, top], averaged.argmax(1), neighbours, REACH[kind],
    )  # fmt: skip
