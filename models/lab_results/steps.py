"""One number followed through a block: convolution, norm, activation, pooling, sum; and through the classifier."""

from __future__ import annotations

from dataclasses import dataclass

from models.results import FloatArray


@dataclass(frozen=True)
class Term:
    """One product of a long sum."""

    channel: int
    value: float
    weight: float

    @property
    def product(self) -> float:
        """What it adds to the sum."""
        return self.value * self.weight


@dataclass(frozen=True)
class LongSum:
    """A sum of many products: the largest ones, and the rest as one number."""

    terms: tuple[Term, ...]  # largest first, by size
    others: int
    rest: float
    bias: float
    total: float


@dataclass(frozen=True)
class Step:
    """One operation on the way, at one channel and one cell of its output."""

    layer: str  # as the plan calls it
    channel: int
    row: int
    col: int
    channels: int
    value: float  # what comes out


@dataclass(frozen=True)
class MixingStep(Step):
    """A 1 x 1 convolution: a weighted sum over channels at the same cell."""

    sum: LongSum


@dataclass(frozen=True)
class WindowStep(Step):
    """A convolution over a window: of one channel where it is depthwise, else of all, the strongest shown."""

    inputs: int  # channels that are summed over
    shown: int  # the input channel whose window is shown
    patch: FloatArray  # (k, k) of that channel, zero over the edge
    kernel: FloatArray  # (k, k)
    rest: float  # what all other channels add
    bias: float


@dataclass(frozen=True)
class NormStep(Step):
    """Batch norm: (before - mean) / sqrt(variance + eps) x gamma + beta."""

    before: float
    mean: float
    variance: float
    gamma: float
    beta: float
    eps: float


@dataclass(frozen=True)
class ActivationStep(Step):
    """A number by itself: ReLU, a clip to 0..6, a sigmoid."""

    before: float


@dataclass(frozen=True)
class PoolingStep(Step):
    """A maximum or a mean over a window of one channel."""

    kind: str  # max or mean
    patch: FloatArray  # (k, k)


@dataclass(frozen=True)
class ResidualStep(Step):
    """A sum of two ways: through the block, and past it."""

    through: float
    past: float
    source: str  # the stage that the way past starts from


@dataclass(frozen=True)
class BlockSteps:
    """One number of a stage's output, from what enters the stage."""

    stage: str
    enters: str  # the stage before, or pixels
    channel: int  # of what enters, that the first step is shown for
    row: int  # of what enters
    col: int
    value: float
    steps: tuple[Step, ...]  # in running order


@dataclass(frozen=True)
class FinalSteps:
    """Global mean pooling and the linear layer, for one class and the channel that speaks most for it."""

    class_index: int
    stage: str
    channel: int
    cells: FloatArray  # (rows, cols) of that channel
    mean: float
    sum: LongSum  # over all channels' means
    logit: float
    probability: float
