"""What the address of the shift panel says: which network, how the photo moves, and how that is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from app.panels.query_values import whole_number
from models.pooling import KERNELS, STRIDES
from models.shift import MAX_SHIFT
from models.shift_results import Axis, MoveMode, Variant

NET = "efficientnet_lite0"
PIXELS = "pixels"  # `stage=pixels` pools the photo itself
ANGLE, SCALE = "angle", "scale"
_LONGEST = 200  # characters of a parameter
Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True)
class ShiftQuery:
    """The panel's state; what cannot be read is at its default."""

    view: str = "move"
    net: str = NET
    variant: Variant = Variant.TRAINED
    mode: MoveMode = MoveMode.CIRCULAR
    axis: Axis = Axis.ACROSS
    stage: str | None = None
    dx: int = 8
    dy: int = 0
    channel: int | None = None
    kind: str = ANGLE
    angle: float = 30.0  # degrees
    scale: float = 1.25
    kernel: int = KERNELS[1]
    stride: int = STRIDES[0]
    strength: int = 100
    start: bool = False  # long work was asked for
    wait: bool = False  # answer only when everything is there; never part of an address that is shown

    def change(self, **changes: object) -> ShiftQuery:
        """The same state but for some fields."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def hidden(self, *without: str) -> list[tuple[str, str]]:
        """As names and values, but for some, to keep in a form; what is at its default is left out."""
        plain = ShiftQuery()
        shown = {
            name: getattr(self, name) for name in self.__dataclass_fields__ if name not in ("wait", "start", *without)
        }
        pairs = [(name, f"{value:g}" if isinstance(value, float) else str(value)) for name, value in shown.items()
                 if value is not None and value != getattr(plain, name)]  # fmt: skip
        return [*pairs, ("start", "1")] if self.start and "start" not in without else pairs

    def encode(self) -> str:
        """As a query string."""
        return urlencode(self.hidden(), safe=":,;")


def read_shift_query(query: Mapping[str, str], views: tuple[str, ...]) -> ShiftQuery:
    """The state in a query string; never fails."""
    plain = ShiftQuery()
    view = query.get("view", "")
    return ShiftQuery(
        view=view if view in views else plain.view,
        net=query.get("net", NET)[:_LONGEST] or NET,
        variant=_choice(Variant, query.get("variant"), plain.variant),
        mode=_choice(MoveMode, query.get("mode"), plain.mode),
        axis=_choice(Axis, query.get("axis"), plain.axis),
        stage=query.get("stage", "")[:_LONGEST] or None,
        dx=_whole(query.get("dx"), plain.dx, -MAX_SHIFT, MAX_SHIFT),
        dy=_whole(query.get("dy"), plain.dy, -MAX_SHIFT, MAX_SHIFT),
        channel=whole_number(query.get("channel")),
        kind=SCALE if query.get("kind") == SCALE else ANGLE,
        angle=_real(query.get("angle"), plain.angle, -90, 90),
        scale=_real(query.get("scale"), plain.scale, 0.5, 2),
        kernel=_whole(query.get("kernel"), plain.kernel, min(KERNELS), max(KERNELS)),
        stride=_whole(query.get("stride"), plain.stride, min(STRIDES), max(STRIDES)),
        strength=_whole(query.get("strength"), plain.strength, 0, 100),
        start=query.get("start") == "1",
        wait=query.get("wait") == "1",
    )


def _choice(kind: type[Choice], text: str | None, otherwise: Choice) -> Choice:
    return kind(text) if text in tuple(kind) else otherwise


def _whole(text: str | None, otherwise: int, low: int, high: int) -> int:
    digits = (text or "").removeprefix("-")
    size = whole_number(digits)
    if size is None:
        return otherwise
    return min(high, max(low, -size if (text or "").startswith("-") else size))


def _real(text: str | None, otherwise: float, low: float, high: float) -> float:
    try:
        value = float(text or "")
    except ValueError:
        return otherwise
    return min(high, max(low, value)) if value == value else otherwise
