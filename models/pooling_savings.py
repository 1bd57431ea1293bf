"""What a network's shrinkings save: multiply-accumulates with only the first k of them.

A shrinking is where the grid of places gets coarser, by a pooling or by a stride. What comes after it runs at fewer
places. With only the first k kept, an operation whose output has r x r places runs at s x s instead, s being the side
after the k-th, and costs (s / r)^2 times as much; what is not a grid (the linear layer) costs the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.network import NetworkPlan, Operation


@dataclass(frozen=True)
class Shrinking:
    """One step: from this side of the grid to the next."""

    stage: str  # where it happens; empty for the network without any
    side: int  # places along an axis after it
    macs: int  # of the whole network when this and those before it are kept, and no later one


def shrinkings(plan: NetworkPlan) -> tuple[Shrinking, ...]:
    """The network without any shrinking first, then with one more each time; the last is the network as it is."""
    grids = [each for each in plan.operations if len(each.output_shape) == 3 and each.output_shape[1] > 1]
    sides = sorted({plan.size, *(each.output_shape[1] for each in grids)}, reverse=True)
    stages = {each.output_shape[1]: each.stage for each in reversed(grids)}
    return tuple(
        Shrinking(stages[side] if side < plan.size else "", side, sum(_macs(each, side) for each in plan.operations))
        for side in sides
    )


def _macs(operation: Operation, side: int) -> int:
    """Of an operation when no grid is coarser than `side`."""
    shape = operation.output_shape
    if len(shape) != 3 or shape[1] <= 1 or shape[1] >= side:
        return operation.macs
    return round(operation.macs * (side / shape[1]) ** 2)
