"""What is known of a network before it runs: its stages and every operation, with windows, shapes and counts.

Read once from the exported graph and the torch modules (models/engine/lab/network_graph.py), kept as JSON beside the
graph, so that serving can reason about layers without torch. Shapes leave the batch out: (channels, rows, cols).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from models.errors import InvalidArgument
from models.preprocessing import Preprocessing

PIXELS = "pixels"  # the value that enters the network
CLASSIFIER = "classifier"  # the stage after the last feature map: pooling and the linear layer


class OperationKind(StrEnum):
    """What an operation does with places."""

    CONVOLUTION = "convolution"  # a weighted sum over a window
    POOLING = "pooling"  # a maximum or mean over a window
    POINTWISE = "pointwise"  # each place by itself: activation, sum of branches, norm
    GLOBAL = "global"  # every place sees every place: global mean, linear layer, anything not known


@dataclass(frozen=True)
class Window:
    """The window of a convolution or pooling, per axis (rows, cols)."""

    kernel: tuple[int, int]
    stride: tuple[int, int] = (1, 1)
    padding: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0))  # (top, bottom), (left, right)
    dilation: tuple[int, int] = (1, 1)


@dataclass(frozen=True)
class Operation:
    """One node of the graph."""

    name: str  # the torch module that holds its weights, such as expand.0, or what it does
    kind: OperationKind
    stage: str
    inputs: tuple[str, ...]  # names of values; constants left out
    output: str
    input_shape: tuple[int, ...]
    output_shape: tuple[int, ...]
    window: Window | None = None
    groups: int = 1
    weights: int = 0
    biases: int = 0  # of the layer itself; batch norm's are counted with the stage
    macs: int = 0  # multiply-accumulates for one photo

    @property
    def depthwise(self) -> bool:
        """One kernel per channel and no mixing of channels."""
        return self.kind is OperationKind.CONVOLUTION and self.groups == self.input_shape[0] > 1


@dataclass(frozen=True)
class StagePlan:
    """One stage: its output and what it costs."""

    name: str
    shape: tuple[int, ...]  # (channels, rows, cols); (classes,) for the classifier
    reduction: int  # input pixels per cell along each axis
    parameters: int  # learned: weights, biases, batch norm's scale and shift
    statistics: int  # not learned but stored: batch norm's running means and variances
    macs: int
    signed: bool  # values may be negative, so colours should be centred at zero


@dataclass(frozen=True)
class NetworkPlan:
    """A whole network at one input size."""

    backbone: str
    preprocessing: Preprocessing
    stages: tuple[StagePlan, ...]
    classifier: StagePlan
    operations: tuple[Operation, ...]  # in running order
    exact_cam: bool  # the network ends in global mean pooling and one linear layer
    independent: bool = False  # probabilities are sigmoids: what is named at places does not exclude something else

    @property
    def size(self) -> int:
        """Side of the square input, pixels."""
        return self.preprocessing.size

    @property
    def parameters(self) -> int:
        """Learned parameters of the whole network."""
        return sum(stage.parameters for stage in (*self.stages, self.classifier))

    def stage_index(self, name: str) -> int:
        """Position of the stage called `name`; raises InvalidArgument when there is none."""
        names = [stage.name for stage in self.stages]
        if name in names:
            return names.index(name)
        raise InvalidArgument(
            f"{self.backbone} has no stage called {name!r}.",
            code="no_such_stage",
            argument="stage",
            hint=f"Choose one of: {', '.join(names)}.",
            name=name,
            known=", ".join(names),
        )

    def stage(self, name: str) -> StagePlan:
        """The stage called `name`; raises InvalidArgument when there is none."""
        return self.stages[self.stage_index(name)]

    def operations_of(self, stage: str) -> tuple[Operation, ...]:
        """The operations of one stage, in running order."""
        return tuple(operation for operation in self.operations if operation.stage == stage)

    def convolutions(self, stage: str | None = None) -> Iterator[Operation]:
        """The convolutions of one stage, or of all."""
        for operation in self.operations:
            if operation.kind is OperationKind.CONVOLUTION and stage in (None, operation.stage):
                yield operation

    def check_cell(self, stage: str, row: int, col: int) -> None:
        """Raises InvalidArgument unless (row, col) is a cell of the stage."""
        _, rows, cols = self.stage(stage).shape
        if not (0 <= row < rows and 0 <= col < cols):
            raise InvalidArgument(
                f"{stage} has {rows} x {cols} cells; there is none at row {row}, column {col}.",
                code="no_such_cell",
                argument="cell",
                hint=f"Rows go from 0 to {rows - 1}, columns from 0 to {cols - 1}.",
                rows=rows,
                cols=cols,
            )

    def to_json(self) -> str:
        """As JSON text; `from_json` reads it back."""
        return json.dumps(asdict(self), indent=1)

    @classmethod
    def from_json(cls, text: str) -> NetworkPlan:
        """The plan that `to_json` wrote."""
        fields = _tuples(json.loads(text))
        return cls(
            fields["backbone"],
            Preprocessing(**fields["preprocessing"]),
            tuple(StagePlan(**stage) for stage in fields["stages"]),
            StagePlan(**fields["classifier"]),
            tuple(_operation(operation) for operation in fields["operations"]),
            fields["exact_cam"],
            fields["independent"],
        )


def _operation(fields: dict[str, Any]) -> Operation:
    window = fields.pop("window")
    return Operation(**{**fields, "kind": OperationKind(fields["kind"])}, window=Window(**window) if window else None)


def _tuples(value: Any) -> Any:
    """JSON's lists as tuples, however deep."""
    if isinstance(value, list):
        return tuple(_tuples(item) for item in value)
    return {key: _tuples(item) for key, item in value.items()} if isinstance(value, dict) else value
