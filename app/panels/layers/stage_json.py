"""Stages, channels and classes as plain numbers."""

from __future__ import annotations

from typing import Any

from app.engines.lab import Look
from models.class_activation import class_score, top_classes
from models.feature_maps import ChannelOrder, activity, channel_order, check_channel, strongest_places
from models.lab_results.classes import ClassMap, ClassScore
from models.lab_results.costs import TimingReport
from models.network import NetworkPlan
from models.results import FloatArray


def architecture_json(plan: NetworkPlan, times: TimingReport | None) -> dict[str, Any]:
    """The strip of stages; times where they were measured."""
    spent = {row.stage: row.milliseconds for row in times.stages} if times else {}
    stages = []
    for stage in plan.stages:
        channels, rows, cols = stage.shape
        size = {"channels": channels, "rows": rows, "cols": cols, "reduction": stage.reduction}
        cost = {"parameters": stage.parameters, "macs": stage.macs, "milliseconds": spent.get(stage.name)}
        stages.append({"stage": stage.name, **size, **cost})
    return {
        "backbone": plan.backbone,
        "input_size": plan.size,
        "parameters": plan.parameters,
        "macs": sum(stage.macs for stage in (*plan.stages, plan.classifier)),
        "milliseconds": times.total_milliseconds if times else None,
        "threads": times.threads if times else None,
        "stages": stages,
    }


def channels_json(look: Look, stage: str, order: ChannelOrder) -> dict[str, Any]:
    """Every channel of a stage in order; raises InvalidArgument when there is no such stage."""
    features = look.stage(stage)
    active, contrast = (activity(features.maps, each) for each in (ChannelOrder.ACTIVITY, ChannelOrder.CONTRAST))
    low, high = features.maps.min((1, 2)), features.maps.max((1, 2))
    rows = [
        {"channel": int(n)}
        | {
            name: float(numbers[n])
            for name, numbers in {"activity": active, "contrast": contrast, "low": low, "high": high}.items()
        }
        for n in channel_order(features.maps, order)
    ]
    _, height, width = features.maps.shape
    shape = {"rows": height, "cols": width, "signed": features.signed}
    return {"backbone": look.plan.backbone, "stage": stage, "order": order.value, **shape, "channels": rows}


def channel_json(look: Look, stage: str, channel: int) -> dict[str, Any]:
    """The values of one channel; raises InvalidArgument when there is no such stage or channel."""
    features = look.stage(stage)
    check_channel(features, channel)
    places = [
        {"row": p.row, "col": p.col, "value": p.value, "box": list(p.box)} for p in strongest_places(features, channel)
    ]
    asked = {"backbone": look.plan.backbone, "stage": stage, "channel": channel}
    return {**asked, "values": _rows(features.maps[channel]), "strongest": places}


def classes_json(look: Look, count: int, language: str, address: str) -> dict[str, Any]:
    """The most probable classes; `address` is where their maps are."""
    rows = [
        _class(score) | {"links": {"map": f"{address}/{score.index}"}}
        for score in top_classes(look.photo, count, language)
    ]
    return {"backbone": look.plan.backbone, "classes": rows}


def class_map_json(look: Look, shown: ClassMap, language: str) -> dict[str, Any]:
    """One class and where it is seen."""
    score = class_score(look.photo, shown.class_index, language)
    told = {"kind": shown.kind.value, "stage": shown.stage, "nothing": shown.nothing}
    return {"backbone": look.plan.backbone, **_class(score), **told, "values": _rows(shown.raw)}


def _class(score: ClassScore) -> dict[str, Any]:
    return {"class": score.index, "name": score.name, "probability": score.probability, "logit": score.logit}


def _rows(values: FloatArray) -> list[list[float]]:
    """Five digits, enough for any colour and short enough to send."""
    return [[float(f"{value:.5g}") for value in row] for row in values.tolist()]
