"""What the address of the shift panel says: which network, how the photo moves, and how that is looked at."""

from __future__ import annotations

from dataclasses import dataclass

from app.panels.query import NET, PanelQuery, choice, real, text, whole
from models.network import NetworkPlan
from models.pooling import KERNELS, STRIDES
from models.shift import MAX_SHIFT
from models.shift_results import Axis, MoveMode, Variant

PIXELS = "pixels"  # `stage=pixels` pools the photo itself
ANGLE, SCALE = "angle", "scale"


@dataclass(frozen=True)
class ShiftQuery(PanelQuery):
    """The panel's state; what cannot be read is at its default."""

    view: str = text("move")
    net: str = text(NET)
    variant: Variant = choice(Variant.TRAINED, Variant)
    mode: MoveMode = choice(MoveMode.CIRCULAR, MoveMode)
    axis: Axis = choice(Axis.ACROSS, Axis)
    stage: str | None = text(None)
    dx: int = whole(8, -MAX_SHIFT, MAX_SHIFT)
    dy: int = whole(0, -MAX_SHIFT, MAX_SHIFT)
    channel: int | None = whole()
    kind: str = choice(ANGLE, (ANGLE, SCALE))
    angle: float = real(30.0, -90, 90)  # degrees
    scale: float = real(1.25, 0.5, 2)
    kernel: int = whole(KERNELS[1], min(KERNELS), max(KERNELS))
    stride: int = whole(STRIDES[0], min(STRIDES), max(STRIDES))
    strength: int = whole(100, high=100)

    def check(self, plan: NetworkPlan) -> None:
        """Raises InvalidArgument for a stage that the network does not have."""
        if self.stage not in (None, PIXELS):
            plan.stage(self.stage)

    def stage_of(self, plan: NetworkPlan) -> str:
        """The stage asked for; otherwise one a third of the way in."""
        asked = self.stage if self.stage != PIXELS else None
        return asked or plan.stages[int(0.3 * len(plan.stages))].name

    @property
    def turn(self) -> float:
        """The angle or the scale that is looked at."""
        return self.angle if self.kind == ANGLE else self.scale
