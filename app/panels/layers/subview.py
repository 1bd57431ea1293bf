"""A sub-view of the layers panel: it looks at one stage of one network."""

from __future__ import annotations

from app.panels.layers.query import LayersQuery
from app.panels.panel import SubView
from models.network import NetworkPlan


class LayersSubView(SubView[LayersQuery]):
    """Says which stage it looks at where the address names none."""

    def stage(self, plan: NetworkPlan) -> str:
        """The stage to show when the address names none."""
        return early_stage(plan)


def early_stage(plan: NetworkPlan) -> str:
    """A stage a third of the way in: edges are behind, objects are still ahead."""
    return plan.stages[int(0.3 * len(plan.stages))].name


def early_layers(plan: NetworkPlan) -> str:
    """The early stage, or the first one after it that has a convolution."""
    after = plan.stages[plan.stage_index(early_stage(plan)) :]
    return next((each.name for each in after if any(plan.convolutions(each.name))), early_stage(plan))


def last_stage(plan: NetworkPlan) -> str:
    """The last one, where meaning is."""
    return plan.stages[-1].name
