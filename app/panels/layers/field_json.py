"""A cell's fields for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from app.panels.layers.field_result import FieldResult
from models.effective_field import CORE_SHARE
from models.lab_results.fields import FieldStep, ReceptiveField


def field_json(result: FieldResult, energy: bool = False) -> dict[str, Any]:
    """Both fields, every window on the way, and the growth; `energy` adds the shares of every input pixel."""
    field = result.field
    effective = {"share_inside": field.share_inside, "core": field.core, "core_share": CORE_SHARE}
    measured = {mark.theoretical.stage: mark for mark in result.landmarks}
    return {
        "backbone": result.plan.backbone,
        "stage": field.stage,
        "row": field.row,
        "col": field.col,
        "channel": field.channel,
        "input_size": result.plan.size,
        "theoretical": _theory(field.theoretical) | {"steps": [_step(step) for step in field.theoretical.steps]},
        "effective": effective | ({"energy": field.energy.tolist()} if energy else {}),
        "growth": [
            {
                **_theory(each),
                "stage": each.stage,
                "core": measured[each.stage].core if each.stage in measured else None,
            }
            for each in result.stages
        ],
    }


def _theory(field: ReceptiveField) -> dict[str, Any]:
    return {
        "size": field.size,
        "rows": list(field.rows),
        "cols": list(field.cols),
        "box": list(field.box),
        "jump": field.jump,
    }


def _step(step: FieldStep) -> dict[str, Any]:
    return asdict(step) | {"formula": step.formula}
