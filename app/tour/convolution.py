"""The first question's numbers: what convolution and pooling do, on this photo."""

from __future__ import annotations

import numpy as np

from app.language.i18n import Translator
from app.panels.layers.conv.result import ConvFindings
from app.panels.layers.cost.result import LayerCosts
from app.panels.layers.field.result import FieldFindings
from app.panels.layers.maps.result import MapsFindings
from app.panels.shift.move.result import MoveResult
from app.panels.shift.move.told import EXACT
from app.panels.shift.network.result import NetworkResult
from app.panels.shift.pooling.result import PoolingResult
from app.panels.shift.pooling.told import one_cell
from app.tour.measurement import Measurement, Reading, bucket
from models.class_names import class_name

LAST = "head"  # the last stage of the network that the tour is about
MOVED = 3  # pixels by which the tour moves the photo
ALWAYS = float("inf")


def _local(found: ConvFindings, t: Translator) -> Reading:
    rows, cols = found.planes.shape[1:]
    read, all_of_it = found.patch.patch.size, rows * cols
    side = found.patch.patch.shape[-1]
    right = bucket(read, ("window", cols), ("row", all_of_it), ("all", ALWAYS))
    return Reading({"read": t.grouped(read), "pixels": t.grouped(all_of_it), "side": side}, right)


def _shared(found: LayerCosts, t: Translator) -> Reading:
    report = found.report
    shared, full = report.convolution.parameters, report.fully_connected.parameters
    times = full / shared
    values = {
        "stage": found.stage, "shared": t.grouped(shared), "full": t.short(full), "times": t.short(round(times)),
        "places": t.grouped(found.shape.out_rows * found.shape.out_cols),
    }  # fmt: skip
    return Reading(values, bucket(times, ("hundred", 1e3), ("thousands", 1e5), ("millions", ALWAYS)))


def _equivariance(found: MoveResult, t: Translator) -> Reading:
    moved = found.moved
    stride = moved.stage.reduction
    between = [error for shift, error in _errors(found) if shift % stride]
    error = moved.stage.error
    values = {
        "stage": moved.stage.stage, "stride": stride, "dx": moved.dx, "error": t.number(error, 3),
        "between": t.number(float(np.mean(between)) if between else 0.0, 3),
    }  # fmt: skip
    return Reading(values, bucket(error, ("exactly", EXACT), ("nearly", 0.5), ("no", ALWAYS)))


def _errors(found: MoveResult) -> list[tuple[int, float]]:
    """Shift and error of the stage that is looked at; none before the sweep is there."""
    if found.sweep is None:
        return []
    stage = next(each for each in found.sweep.stages if each.stage == found.moved.stage.stage)
    return [(int(shift), float(error)) for shift, error in zip(found.sweep.shifts, stage.errors, strict=True)]


def _invariance(found: NetworkResult, t: Translator) -> Reading:
    sweep = found.sweep
    assert sweep is not None
    at = int(np.argmin(np.abs(sweep.shifts - MOVED)))
    kept = int((sweep.tops == sweep.top).sum())
    classes = found.plan.classifier.shape[0]
    values = {
        "name": class_name(sweep.top, classes, t.tag), "other": class_name(int(sweep.tops[at]), classes, t.tag),
        "pixels": int(sweep.shifts[at]), "kept": kept, "shifts": len(sweep.shifts),
        "probability": t.sure(float(sweep.probabilities[at])),
    }  # fmt: skip
    return Reading(values, "yes" if sweep.tops[at] == sweep.top else "no")


def _pooling(found: PoolingResult, t: Translator) -> Reading:
    changes = {each.kind.value: one_cell(each) for each in found.reports}
    told = {name: changes[name] for name in ("strided", "max", "average")}
    values = {name: t.number(change) for name, change in told.items()}
    return Reading({**values, "stride": found.reports[0].stride}, min(told, key=lambda name: told[name]))


def _field(found: FieldFindings, t: Translator) -> Reading:
    field, size = found.field, found.plan.size
    across = field.theoretical.size
    values = {
        "stage": field.stage, "size": size, "core": t.percent(field.core),
        "field": "∞" if across is None else across, "first": found.stages[0].size or size,
    }  # fmt: skip
    return Reading(values, bucket(field.core, ("tenth", 0.25), ("half", 0.75), ("all", ALWAYS)))


def _hierarchy(found: MapsFindings, t: Translator) -> Reading:
    first, last = found.look.photo.stages[0].maps, found.look.photo.stages[-1].maps
    values = {
        "first": _shape(first.shape), "last": _shape(last.shape), "first_stage": found.look.plan.stages[0].name,
        "last_stage": found.look.plan.stages[-1].name, "first_count": t.grouped(first.size),
        "last_count": t.grouped(last.size),
    }  # fmt: skip
    ratio = last.size / first.size
    return Reading(values, bucket(ratio, ("first", 0.95), ("same", 1.05), ("last", ALWAYS)))


def _shape(shape: tuple[int, ...]) -> str:
    channels, rows, cols = shape
    return f"{rows} × {cols} × {channels}"


LOCAL = Measurement("local", "layers", _local, {"view": "conv", "kernel": "edge"})
SHARED = Measurement("shared", "layers", _shared, {"view": "cost"})
EQUIVARIANCE = Measurement(
    "equivariance", "shift", _equivariance, {"view": "move", "dx": "8", "mode": "circular", "variant": "circular"}
)
POOLING = Measurement("pooling", "shift", _pooling, {"view": "pooling"})
INVARIANCE = Measurement("invariance", "shift", _invariance, {"view": "network"})
FIELD = Measurement("field", "layers", _field, {"view": "field", "stage": LAST})
HIERARCHY = Measurement("hierarchy", "layers", _hierarchy, {"view": "maps", "stage": "stem"})
