"""What the template of the sub-view `class` reads."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import numpy as np

from app.engines.lab import Look
from app.panels.choice import Choice
from app.panels.layers.choice import ClassRow, class_row
from app.panels.layers.classes.result import ClassFindings
from app.panels.layers.numbers import value
from app.panels.layers.scene import LayersScene
from app.panels.layers.subview import last_stage
from app.panels.overlay import OverBox, Overlay, OverScale
from app.render.heatmap import scale_png
from app.render.png import data_uri
from models.class_activation import class_score, top_classes
from models.class_names import class_name
from models.feature_maps import cell_box
from models.lab_results.classes import ClassMap, ClassScore, MapKind
from models.network import NetworkPlan, StagePlan

TOP = 5
FOUND = 8


@dataclass(frozen=True)
class StageMap:
    """The same class at another stage, small."""

    stage: str
    side: str  # 14 x 14
    picture: str
    href: str
    current: bool


@dataclass(frozen=True)
class Exactness:
    """mean of the map + bias = logit, with the numbers in."""

    mean: str
    bias: str
    logit: str
    places: int


@dataclass(frozen=True)
class ClassesPage:
    """The sub-view as a whole."""

    top: tuple[ClassRow, ...]
    chosen: ClassRow
    kind: str  # cam or grad_cam
    kinds: tuple[Choice, ...]  # more than one only where both can be had
    stage: str
    nothing: bool
    exactness: Exactness | None  # at the last stage of a network that ends in pooling and one linear layer
    stages: tuple[StageMap, ...]
    find: str
    found: tuple[ClassRow, ...]
    json: str
    png: str


def draw_classes(findings: ClassFindings, scene: LayersScene) -> ClassesPage:
    """The most probable classes, and the map of one."""
    look, index, class_map = findings.look, findings.class_index, findings.map
    language, find = scene.t.tag, scene.query.get("find").strip()
    asked = {"stage": class_map.stage, "class": index, "kind": class_map.kind.value}
    return ClassesPage(
        top=tuple(_row(score, index, scene) for score in top_classes(look.photo, TOP, language)),
        chosen=_row(class_score(look.photo, index, language), index, scene),
        kind=class_map.kind.value,
        kinds=_kinds(look.plan, class_map, scene),
        stage=class_map.stage,
        nothing=class_map.nothing,
        exactness=_exactness(look, class_map),
        stages=_stages(look.plan, index, class_map, scene),
        find=find,
        found=tuple(_row(score, index, scene) for score in _found(look, find, language)),
        json=scene.api(f"/classes/{index}", stage=class_map.stage, kind=class_map.kind.value),
        png=scene.picture("class.png", **asked, download=1),
    )


def class_overlay(findings: ClassFindings, scene: LayersScene) -> Overlay:
    """The map over the photo; a map of nothing leaves the photo as it is."""
    look, class_map = findings.look, findings.map
    name = class_name(class_map.class_index, len(look.photo.logits), scene.t.tag)
    rows, cols = class_map.raw.shape
    asked = {"stage": class_map.stage, "class": class_map.class_index, "kind": class_map.kind.value}
    cell = scene.query.cell
    return Overlay(
        caption=scene.t(f"layers.class.over.{class_map.kind.value}", name=name, stage=class_map.stage),
        picture=None if class_map.nothing else scene.picture("class.png", **asked),
        crisp=False,
        strength=scene.query.strength,
        boxes=(OverBox("cell", cell_box(*cell, rows, cols)),) if cell else (),
        scale=None if class_map.nothing else OverScale(data_uri(scale_png()), "0", value(float(class_map.raw.max()))),
        grid=(rows, cols),
        held=cell,
        href=scene.cell_href(),
        values=scene.api(f"/classes/{class_map.class_index}", stage=class_map.stage, kind=class_map.kind.value),
    )


def _row(score: ClassScore, chosen: int, scene: LayersScene) -> ClassRow:
    href = scene.href(class_index=score.index, find=None)
    return class_row(score, href, score.index == chosen)


def _kinds(plan: NetworkPlan, class_map: ClassMap, scene: LayersScene) -> tuple[Choice, ...]:
    grad = Choice(MapKind.GRAD_CAM.value, scene.href(kind="grad_cam"), class_map.kind is MapKind.GRAD_CAM)
    if not plan.exact_cam:
        return (grad,)
    cam = scene.href(kind=None, stage=last_stage(plan), row=None, col=None)
    return Choice(MapKind.CAM.value, cam, class_map.kind is MapKind.CAM), grad


def _exactness(look: Look, class_map: ClassMap) -> Exactness | None:
    if class_map.stage != last_stage(look.plan) or not look.plan.exact_cam:
        return None
    _, bias = look.engine.classifier
    logit, own = float(look.photo.logits[class_map.class_index]), float(bias[class_map.class_index])
    return Exactness(f"{logit - own:.2f}", _signed(own), f"{logit:.2f}", class_map.raw.size)


def _signed(number: float) -> str:
    return f"{'−' if number < 0 else '+'} {abs(number):.2f}"


def _stages(plan: NetworkPlan, index: int, class_map: ClassMap, scene: LayersScene) -> tuple[StageMap, ...]:
    """The last stage of every size: where the photo is about to shrink."""
    last = [list(same)[-1] for _, same in groupby(plan.stages, lambda stage: stage.shape[1:])]
    return tuple(_stage_map(stage, index, class_map, scene) for stage in last)


def _stage_map(stage: StagePlan, index: int, class_map: ClassMap, scene: LayersScene) -> StageMap:
    kind = MapKind.GRAD_CAM.value
    return StageMap(
        stage=stage.name,
        side=f"{stage.shape[1]} × {stage.shape[2]}",
        picture=scene.picture("class.png", **{"stage": stage.name, "class": index, "kind": kind}),
        href=scene.href(stage=stage.name, kind=kind, row=None, col=None),
        current=stage.name == class_map.stage and class_map.kind is MapKind.GRAD_CAM,
    )


def _found(look: Look, find: str, language: str) -> list[ClassScore]:
    """Classes whose name holds what was typed, the most probable first."""
    if not find:
        return []
    classes = len(look.photo.logits)
    wanted = find.lower()
    order = np.argsort(-look.photo.logits, kind="stable")
    names = {language, "en"}
    hits = [int(n) for n in order if any(wanted in class_name(int(n), classes, tag).lower() for tag in names)]
    return [class_score(look.photo, index, language) for index in hits[:FOUND]]
