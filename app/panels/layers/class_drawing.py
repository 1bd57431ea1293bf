"""From a class map to the sub-view `class`."""

from __future__ import annotations

from itertools import groupby

import numpy as np

from app.engines.lab import Look
from app.panels.layers.class_view import ClassesShown, ClassRow, Exactness, StageMap
from app.panels.layers.maps_view import Choice
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


def draw_classes(look: Look, index: int, shown: ClassMap, scene: LayersScene) -> ClassesShown:
    """The most probable classes, and the map of one."""
    language, find = scene.t.tag, scene.query.get("find").strip()
    asked = {"stage": shown.stage, "class": index, "kind": shown.kind.value}
    return ClassesShown(
        top=tuple(_row(score, index, scene) for score in top_classes(look.photo, TOP, language)),
        chosen=_row(class_score(look.photo, index, language), index, scene),
        kind=shown.kind.value,
        kinds=_kinds(look.plan, shown, scene),
        stage=shown.stage,
        nothing=shown.nothing,
        exactness=_exactness(look, shown),
        stages=_stages(look.plan, index, shown, scene),
        find=find,
        found=tuple(_row(score, index, scene) for score in _found(look, find, language)),
        json=scene.api(f"/classes/{index}", stage=shown.stage, kind=shown.kind.value),
        png=scene.picture("class.png", **asked, download=1),
    )


def class_overlay(look: Look, shown: ClassMap, scene: LayersScene) -> Overlay:
    """The map over the photo; a map of nothing leaves the photo as it is."""
    name = class_name(shown.class_index, len(look.photo.logits), scene.t.tag)
    rows, cols = shown.raw.shape
    asked = {"stage": shown.stage, "class": shown.class_index, "kind": shown.kind.value}
    cell = scene.query.cell
    return Overlay(
        caption=scene.t(f"layers.class.over.{shown.kind.value}", name=name, stage=shown.stage),
        picture=None if shown.nothing else scene.picture("class.png", **asked),
        crisp=False,
        strength=scene.query.strength,
        boxes=(OverBox("cell", cell_box(*cell, rows, cols)),) if cell else (),
        scale=None if shown.nothing else OverScale(data_uri(scale_png()), "0", value(float(shown.raw.max()))),
        grid=(rows, cols),
        held=cell,
        href=scene.cell_href(),
        values=scene.api(f"/classes/{shown.class_index}", stage=shown.stage, kind=shown.kind.value),
    )


def _row(score: ClassScore, chosen: int, scene: LayersScene) -> ClassRow:
    href = scene.href(class_index=score.index, find=None)
    return ClassRow(score.index, score.name, score.probability, value(score.logit), href, score.index == chosen)


def _kinds(plan: NetworkPlan, shown: ClassMap, scene: LayersScene) -> tuple[Choice, ...]:
    grad = Choice(MapKind.GRAD_CAM.value, scene.href(kind="grad_cam"), shown.kind is MapKind.GRAD_CAM)
    if not plan.exact_cam:
        return (grad,)
    cam = scene.href(kind=None, stage=last_stage(plan), row=None, col=None)
    return Choice(MapKind.CAM.value, cam, shown.kind is MapKind.CAM), grad


def _exactness(look: Look, shown: ClassMap) -> Exactness | None:
    if shown.stage != last_stage(look.plan) or not look.plan.exact_cam:
        return None
    _, bias = look.engine.classifier
    logit, own = float(look.photo.logits[shown.class_index]), float(bias[shown.class_index])
    return Exactness(f"{logit - own:.2f}", _signed(own), f"{logit:.2f}", shown.raw.size)


def _signed(number: float) -> str:
    return f"{'−' if number < 0 else '+'} {abs(number):.2f}"


def _stages(plan: NetworkPlan, index: int, shown: ClassMap, scene: LayersScene) -> tuple[StageMap, ...]:
    """The last stage of every size: where the photo is about to shrink."""
    last = [list(same)[-1] for _, same in groupby(plan.stages, lambda stage: stage.shape[1:])]
    return tuple(_stage_map(stage, index, shown, scene) for stage in last)


def _stage_map(stage: StagePlan, index: int, shown: ClassMap, scene: LayersScene) -> StageMap:
    kind = MapKind.GRAD_CAM.value
    return StageMap(
        stage=stage.name,
        side=f"{stage.shape[1]} × {stage.shape[2]}",
        picture=scene.picture("class.png", **{"stage": stage.name, "class": index, "kind": kind}),
        href=scene.href(stage=stage.name, kind=kind, row=None, col=None),
        current=stage.name == shown.stage and shown.kind is MapKind.GRAD_CAM,
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
