"""The theoretical receptive field: which input pixels a cell can depend on, from kernels, strides and padding alone.

Forward, along the widest path (Dumoulin & Visin 2016, arXiv:1603.07285), with jump j and size r:

    r_after = r_before + (kernel - 1) x dilation x j        j_after = j_before x stride

Backward, exact for any padding and clipped at every layer, because what hangs over the edge holds no pixels: cells
[first, last] of an output see inputs [first x stride - pad, last x stride - pad + (kernel - 1) x dilation].
"""

from __future__ import annotations

from dataclasses import dataclass

from models.lab_results.fields import FieldStep, ReceptiveField
from models.lab_results.maps import Box
from models.network import PIXELS, NetworkPlan, Operation, OperationKind, Window

Span = tuple[int, int]  # first and last, inclusive
Patch = tuple[Span, Span]  # rows, cols


def receptive_field(plan: NetworkPlan, stage: str, row: int, col: int) -> ReceptiveField:
    """The theoretical field of one cell of a stage, clipped to the photo.

    Raises InvalidArgument for a stage or cell that does not exist.
    """
    plan.check_cell(stage, row, col)
    operations = leading_to(plan, stage)
    patches: dict[str, Patch] = {_output(operations, stage): ((row, row), (col, col))}
    for operation in reversed(operations):
        if operation.output in patches:
            seen = patch_before(operation, patches[operation.output])
            for name in operation.inputs:
                patches[name] = union(patches[name], seen) if name in patches else seen
    rows, cols = patches[PIXELS]
    growth = widest_path(operations)[_output(operations, stage)]
    size = None if growth.whole else growth.size
    return ReceptiveField(
        stage, row, col, rows, cols, box_of(rows, cols, plan.size), size, growth.jump, tuple(growth.steps)
    )


def leading_to(plan: NetworkPlan, stage: str) -> list[Operation]:
    """Operations up to and including the stage, in running order."""
    names = [each.name for each in plan.stages[: plan.stage_index(stage) + 1]]
    return [operation for operation in plan.operations if operation.stage in names]


def _output(operations: list[Operation], stage: str) -> str:
    return [operation.output for operation in operations if operation.stage == stage][-1]


def patch_before(operation: Operation, patch: Patch) -> Patch:
    """The patch of an operation's input that the patch of its output depends on, clipped to what exists."""
    height, width = operation.input_shape[-2:] if len(operation.input_shape) == 3 else (1, 1)
    if operation.kind is OperationKind.GLOBAL:
        return (0, height - 1), (0, width - 1)
    if operation.window is None:
        return patch
    rows, cols = (span_before(operation.window, axis, patch[axis]) for axis in (0, 1))
    return clip(rows, height), clip(cols, width)


def span_before(window: Window, axis: int, span: Span) -> Span:
    """Inputs [first, last] along one axis behind outputs [first, last]; may reach into the padding."""
    start = -window.padding[axis][0]
    stride, reach = window.stride[axis], (window.kernel[axis] - 1) * window.dilation[axis]
    return span[0] * stride + start, span[1] * stride + start + reach


def clip(span: Span, length: int) -> Span:
    """The part of a span that lies in 0..length - 1."""
    return min(max(span[0], 0), length - 1), max(min(span[1], length - 1), 0)


def union(one: Patch, other: Patch) -> Patch:
    """The smallest patch around both."""
    (a, b), (c, d) = one, other
    return (min(a[0], c[0]), max(a[1], c[1])), (min(b[0], d[0]), max(b[1], d[1]))


def box_of(rows: Span, cols: Span, size: int) -> Box:
    """Input pixels as a box in the photo's own frame: the network saw the whole photo squashed to size x size."""
    return cols[0] / size, rows[0] / size, (cols[1] + 1) / size, (rows[1] + 1) / size


@dataclass(frozen=True)
class Growth:
    """How far the field has grown at one value of the graph."""

    size: int = 1
    jump: int = 1
    whole: bool = False
    steps: tuple[FieldStep, ...] = ()

    def through(self, operation: Operation) -> Growth:
        """The growth after one more operation, along rows."""
        if operation.kind is OperationKind.GLOBAL:
            return Growth(self.size, self.jump, True, self.steps)
        if operation.window is None or (operation.window.kernel[0] == 1 and operation.window.stride[0] == 1):
            return self
        kernel, stride, dilation = (
            part[0] for part in (operation.window.kernel, operation.window.stride, operation.window.dilation)
        )
        size = self.size + (kernel - 1) * dilation * self.jump
        step = FieldStep(operation.stage, operation.name, kernel, stride, dilation, self.jump, self.size, size)
        return Growth(size, self.jump * stride, self.whole, (*self.steps, step))


def widest_path(operations: list[Operation]) -> dict[str, Growth]:
    """Per value of the graph, the growth along the path with the largest field."""
    grown: dict[str, Growth] = {PIXELS: Growth()}
    for operation in operations:
        branches = [grown[name] for name in operation.inputs]
        grown[operation.output] = max(branches, key=lambda g: (g.whole, g.size)).through(operation)
    return grown


def fields_at(plan: NetworkPlan, x: float, y: float) -> tuple[ReceptiveField, ...]:
    """Every stage's field of the cell that covers the place (x, y), fractions of the photo: how the field grows."""
    return tuple(receptive_field(plan, stage.name, *cell_at(stage.shape, x, y)) for stage in plan.stages)


def cell_at(shape: tuple[int, ...], x: float, y: float) -> tuple[int, int]:
    """(row, col) of the cell of a (channels, rows, cols) stage that covers a place; outside places are moved inside."""
    _, rows, cols = shape
    return min(max(int(y * rows), 0), rows - 1), min(max(int(x * cols), 0), cols - 1)
