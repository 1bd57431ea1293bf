"""Where a class is seen: exact class activation maps, and Grad-CAM at any stage.

    CAM[k]            = sum over c of weight[k, c] x A[c]                     (Zhou et al. 2016, arXiv:1512.04150)
    Grad-CAM[k] at A  = sum over c of mean over places of d logit[k] / d A[c], times A[c]
                                                                              (Selvaraju et al. 2017, arXiv:1610.02391)

For a network that ends in global mean pooling and one linear layer, logit[k] = mean(CAM[k]) + bias[k], and Grad-CAM at
the last stage is CAM divided by the number of places.
"""

from __future__ import annotations

import numpy as np

from models.class_names import class_name
from models.engine.lab.stages import StageEngine, Values, probabilities
from models.errors import InvalidArgument
from models.lab_results.classes import ClassMap, ClassScore, MapKind
from models.lab_results.maps import StagedPhoto
from models.results import FloatArray

FLAT = 1e-6  # a map whose range is below this share of its largest value is constant


def top_classes(photo: StagedPhoto, count: int = 5, language: str = "en") -> tuple[ClassScore, ...]:
    """The most probable classes, best first."""
    best = np.argsort(-probabilities(photo.logits, photo.independent), kind="stable")[:count]
    return tuple(class_score(photo, int(index), language) for index in best)


def class_score(photo: StagedPhoto, index: int, language: str = "en") -> ClassScore:
    """One class's name, probability and logit; raises InvalidArgument for a class that does not exist."""
    check_class(photo, index)
    name = class_name(index, len(photo.logits), language)
    return ClassScore(
        index, name, float(probabilities(photo.logits, photo.independent)[index]), float(photo.logits[index])
    )


def check_class(photo: StagedPhoto, index: int) -> None:
    """Raises InvalidArgument unless the network knows the class."""
    if not 0 <= index < len(photo.logits):
        raise InvalidArgument(
            f"{photo.backbone} has {len(photo.logits)} classes; there is no class {index}.",
            code="no_such_class",
            argument="class",
            hint=f"Classes go from 0 to {len(photo.logits) - 1}.",
            last=len(photo.logits) - 1,
        )


def cam(engine: StageEngine, photo: StagedPhoto, class_index: int) -> ClassMap:
    """The exact class activation map, at the last stage; raises InvalidArgument where the network ends otherwise."""
    check_class(photo, class_index)
    return class_map(MapKind.CAM, photo, len(photo.stages) - 1, class_index, cam_of(engine, photo, class_index))


def cam_of(engine: StageEngine, photo: StagedPhoto, class_index: int) -> FloatArray:
    """The map alone, signed: (rows, cols)."""
    weight, _ = engine.classifier
    return np.asarray(np.einsum("chw,c->hw", photo.stages[-1].maps, weight[class_index]), np.float32)


def grad_cam(engine: StageEngine, photo: StagedPhoto, class_index: int, stage: str) -> ClassMap:
    """Grad-CAM at one stage; raises InvalidArgument for a stage or class that does not exist."""
    check_class(photo, class_index)
    index = engine.plan.stage_index(stage)
    raw = grad_cam_of(engine, engine.values(photo), class_index, index)
    return class_map(MapKind.GRAD_CAM, photo, index, class_index, raw)


def grad_cam_of(
    engine: StageEngine, values: Values, class_index: int, stage: int, random_from: int | None = None
) -> FloatArray:
    """The map alone before the ReLU, signed: (rows, cols). `random_from` as in `StageEngine.pull_back`."""
    seed = np.zeros_like(values[-1])
    seed[0, class_index] = 1
    gradient = engine.pull_back(values, len(values) - 1, seed, stage + 1, random_from)
    importance = gradient[0].mean((1, 2))
    return np.asarray(np.einsum("chw,c->hw", values[stage + 1][0], importance), np.float32)


def class_map(kind: MapKind, photo: StagedPhoto, stage: int, class_index: int, raw: FloatArray) -> ClassMap:
    """A signed map with its heat."""
    heat = positive_heat(raw)
    return ClassMap(kind, photo.stages[stage].stage, class_index, raw, heat, not heat.any())


def positive_heat(raw: FloatArray) -> FloatArray:
    """The positive part with its maximum at 1; zeros for a map that is constant or nowhere positive, never NaN."""
    high = float(raw.max())
    if high <= 0 or np.ptp(raw) <= FLAT * np.abs(raw).max():
        return np.zeros_like(raw)
    return np.asarray(raw.clip(min=0) / high, np.float32)
