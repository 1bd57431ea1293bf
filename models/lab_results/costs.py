"""What layers weigh, and how long stages take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LayerCost:
    """One way to wire a layer."""

    weights: int
    biases: int
    macs: int
    weights_formula: str  # with the numbers in
    macs_formula: str

    @property
    def parameters(self) -> int:
        """Weights and biases."""
        return self.weights + self.biases

    @property
    def bytes(self) -> int:
        """Memory of the parameters as float32."""
        return 4 * self.parameters


@dataclass(frozen=True)
class SharingReport:
    """What local connectivity and weight sharing save in one layer."""

    convolution: LayerCost  # local and shared
    locally_connected: LayerCost  # local, own weights at every place
    fully_connected: LayerCost  # every output sees every input
    dense_unit: int  # weights of a single fully connected output


@dataclass(frozen=True)
class SeparableReport:
    """A depthwise-separable pair beside the one full convolution that it stands for."""

    depthwise: LayerCost
    pointwise: LayerCost
    full: LayerCost
    ratio: float  # parameters of the pair / parameters of the full convolution
    ratio_formula: str


@dataclass(frozen=True)
class StageTiming:
    """Measured time of one stage."""

    stage: str
    milliseconds: float  # median over the runs
    share: float  # of the sum over all stages


@dataclass(frozen=True)
class TimingReport:
    """Time per stage, measured by onnxruntime's own profiler on this machine."""

    stages: tuple[StageTiming, ...]  # the classifier last
    total_milliseconds: float  # median of whole runs, with what onnxruntime adds between kernels
    runs: int
    threads: int
