"""Classes and their maps as plain numbers."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from app.engines.lab import Look
from app.panels.layers.numbers import value_rows
from models.class_activation import class_score, top_classes
from models.lab_results.classes import ClassMap, ClassScore


class ClassRowDocument(BaseModel):
    """One class."""

    model_config = ConfigDict(populate_by_name=True)
    class_: int = Field(alias="class")
    name: str
    probability: float
    logit: float
    links: dict[str, str]


class ClassesDocument(BaseModel):
    """The most probable classes."""

    backbone: str
    classes: list[ClassRowDocument]


class ClassMapDocument(BaseModel):
    """Where one class is seen; for a CAM, mean of the values + bias = logit."""

    model_config = ConfigDict(populate_by_name=True)
    backbone: str
    class_: int = Field(alias="class")
    name: str
    probability: float
    logit: float
    kind: str = Field(description="`cam` or `grad_cam`")
    stage: str
    nothing: bool = Field(description="The map is constant or nowhere positive.")
    values: list[list[float]] = Field(description="Row by row over the whole photo.")


def classes_document(look: Look, count: int, language: str, address: str) -> ClassesDocument:
    """The most probable classes; `address` is where their maps are."""
    rows = [
        ClassRowDocument(**_class(score), links={"map": f"{address}/{score.index}"})
        for score in top_classes(look.photo, count, language)
    ]
    return ClassesDocument(backbone=look.plan.backbone, classes=rows)


def class_map_document(look: Look, class_map: ClassMap, language: str) -> ClassMapDocument:
    """One class and where it is seen."""
    return ClassMapDocument(
        backbone=look.plan.backbone,
        **_class(class_score(look.photo, class_map.class_index, language)),
        kind=class_map.kind.value,
        stage=class_map.stage,
        nothing=class_map.nothing,
        values=value_rows(class_map.raw),
    )


def _class(score: ClassScore) -> dict[str, Any]:
    return {"class_": score.index, "name": score.name, "probability": score.probability, "logit": score.logit}
