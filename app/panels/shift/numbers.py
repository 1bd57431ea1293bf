"""The numbers behind the sub-views: as documents for programs, and as rows for spreadsheets."""

from __future__ import annotations

import csv
import io
from typing import Any

from app.panels.shift.alike import AlikeResult
from app.panels.shift.move import MoveResult
from app.panels.shift.network import NetworkResult
from app.panels.shift.pooling import PoolingResult
from app.panels.shift.turn import TurnResult
from models.class_names import class_name
from models.registry import SMALL
from models.results import FloatArray
from models.shift_results import Consistency, Ints, ShiftSweep
from models.weights import entry

DIGITS = 5


def document(result: Any, language: str) -> dict[str, Any]:
    """What a sub-view's result says, as plain values."""
    if isinstance(result, MoveResult):
        return _move(result, language)
    if isinstance(result, NetworkResult):
        return _network(result, language)
    if isinstance(result, PoolingResult):
        return _pooling(result)
    if isinstance(result, AlikeResult):
        return _alike(result, language)
    assert isinstance(result, TurnResult)
    return _turn(result, language)


def table(result: Any, language: str) -> str:
    """The same as CSV: one row per shift, value or pair of them."""
    head, rows = _rows(result, language)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return text.getvalue()


def rounded(values: FloatArray) -> list[float]:
    """Numbers for a document."""
    return [round(float(value), DIGITS) for value in values]


def whole(values: Ints) -> list[int]:
    """Whole numbers for a document."""
    return [int(value) for value in values]


def sweep_document(sweep: ShiftSweep, classes: int, language: str) -> dict[str, Any]:
    """A sweep: what every stage, the class and the feature vector did."""
    return {
        "backbone": sweep.backbone,
        "variant": sweep.variant.value,
        "mode": sweep.mode.value,
        "axis": sweep.axis.value,
        "shifts": whole(sweep.shifts),
        "class": sweep.top,
        "name": class_name(sweep.top, classes, language),
        "probability": rounded(sweep.probabilities),
        "top_class": whole(sweep.tops),
        "cosine": rounded(sweep.cosines),
        "stages": [
            {"stage": each.stage, "reduction": each.reduction, "error": rounded(each.errors)} for each in sweep.stages
        ],
    }


def consistency_document(each: Consistency) -> dict[str, Any]:
    """A share with its interval."""
    return {
        "backbone": each.backbone,
        "variant": each.variant.value,
        "mode": each.mode.value,
        "pixels": each.pixels,
        "pairs": each.pairs,
        "share": round(each.share.value, DIGITS),
        "low": round(each.share.low, DIGITS),
        "high": round(each.share.high, DIGITS),
    }


def _move(result: MoveResult, language: str) -> dict[str, Any]:
    moved, stage = result.moved, result.moved.stage
    assert result.sweep is not None
    return {
        "dx": moved.dx,
        "dy": moved.dy,
        "stage": stage.stage,
        "reduction": stage.reduction,
        "cells": [round(stage.shift[1], DIGITS), round(stage.shift[0], DIGITS)],
        "error": round(stage.error, DIGITS),
        "frame": [round(edge, DIGITS) for edge in moved.frame],
        "sweep": sweep_document(result.sweep, result.plan.classifier.shape[0], language),
    }


def _network(result: NetworkResult, language: str) -> dict[str, Any]:
    assert result.sweep is not None
    return {
        "sweep": sweep_document(result.sweep, result.plan.classifier.shape[0], language),
        "consistency": [consistency_document(each) for each in result.consistencies],
        "words": [
            {
                "word": each.word,
                "index": each.index,
                "shifts": [int(shift) / 2 for shift in each.shifts],
                "score": rounded(each.scores),
                "cosine": rounded(each.cosines),
            }
            for each in result.words or ()
        ],
    }


def _pooling(result: PoolingResult) -> dict[str, Any]:
    return {
        "stage": result.stage,
        "channels": len(result.maps),
        "rows": result.maps.shape[1],
        "cols": result.maps.shape[2],
        "kinds": [
            {
                "kind": each.kind.value,
                "kernel": each.kernel,
                "stride": each.stride,
                "rows": each.output.shape[1],
                "cols": each.output.shape[2],
                "shifts": whole(each.shifts),
                "change": rounded(each.change),
                "error": rounded(each.error),
                "invariance": round(each.invariance, DIGITS),
                "equivariance": round(each.equivariance, DIGITS),
                "detail": round(each.detail, DIGITS),
            }
            for each in result.reports
        ],
    }


def _alike(result: AlikeResult, language: str) -> dict[str, Any]:
    return {
        "networks": [{"backbone": net, **entry(net).metrics} for net in SMALL],
        "sweeps": [sweep_document(each, 101, language) for each in result.sweeps],
        "consistency": [consistency_document(each) for each in result.consistencies],
    }


def _turn(result: TurnResult, language: str) -> dict[str, Any]:
    return {
        "sweeps": [
            {
                "backbone": each.backbone,
                "kind": each.kind,
                "values": rounded(each.values),
                "class": each.top,
                "name": class_name(each.top, len(result.probabilities), language),
                "probability": rounded(each.probabilities),
                "top_class": whole(each.tops),
                "cosine": rounded(each.cosines),
                "averaged": rounded(each.averaged),
                "averaged_top_class": whole(each.averaged_tops),
                "reach": each.reach,
            }
            for each in result.sweeps
        ]
    }


def _rows(result: Any, language: str) -> tuple[list[str], list[list[Any]]]:
    found = document(result, language)
    if isinstance(result, PoolingResult):
        head = ["kind", "kernel", "stride", "shift_cells", "change", "error", "invariance", "equivariance", "detail"]
        return head, [
            [k["kind"], k["kernel"], k["stride"], s, c, e, k["invariance"], k["equivariance"], k["detail"]]
            for k in found["kinds"]
            for s, c, e in zip(k["shifts"], k["change"], k["error"], strict=True)
        ]
    if isinstance(result, TurnResult):
        names = ["values", "probability", "top_class", "cosine", "averaged", "averaged_top_class"]
        head = ["kind", "value", *names[1:]]
        return head, [
            [each["kind"], *row]
            for each in found["sweeps"]
            for row in zip(*(each[name] for name in names), strict=True)
        ]
    sweeps = found["sweeps"] if isinstance(result, AlikeResult) else [found["sweep"]]
    stages = [each["stage"] for each in sweeps[0]["stages"]]
    head = ["backbone", "shift", "probability", "top_class", "cosine", *(f"error_{stage}" for stage in stages)]
    return head, [
        [s["backbone"], *row]
        for s in sweeps
        for row in zip(
            s["shifts"], s["probability"], s["top_class"], s["cosine"], *(e["error"] for e in s["stages"]), strict=True
        )
    ]
