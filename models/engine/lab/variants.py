"""What sets the variants of a backbone apart: other graphs over the same weights."""

from __future__ import annotations

from models.network import NetworkPlan
from models.shift_results import Variant

CIRCULAR = frozenset((Variant.CIRCULAR, Variant.BLURRED_CIRCULAR))
BLURRED = frozenset((Variant.BLURRED, Variant.BLURRED_CIRCULAR))


def variant_size(plan: NetworkPlan, variant: Variant) -> int:
    """Input side, pixels: for circular graphs rounded up to a multiple of the total stride, so that shifts come out."""
    total = max(stage.reduction for stage in plan.stages)
    return -(-plan.size // total) * total if variant in CIRCULAR else plan.size
