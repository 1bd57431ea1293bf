"""Where a sub-view starts: never at a stage without what it shows."""

from __future__ import annotations

from dataclasses import replace

from app.engines.lab import Look
from app.panels.layers.subview import early_layers, early_stage
from models.network import OperationKind


def test_layers_start_where_there_is_a_convolution(look: Look) -> None:
    plan, early = look.plan, early_stage(look.plan)
    assert early_layers(plan) == early
    rest = [each for each in plan.operations if each.stage != early or each.kind is not OperationKind.CONVOLUTION]
    later = early_layers(replace(plan, operations=tuple(rest)))
    assert plan.stage_index(later) == plan.stage_index(early) + 1
