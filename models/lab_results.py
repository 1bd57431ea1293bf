"""What the CNN lab hands out: frozen dataclasses of numpy arrays. Nothing here imports torch.

Boxes are (left, top, right, bottom) as fractions of the photo in its own frame. Cell (row, col) of an R x C map
covers [col/C, (col+1)/C] x [row/R, (row+1)/R] of the photo, whatever its aspect.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.results import FloatArray

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class FeatureMaps:
    """Every channel of one stage for one photo."""

    stage: str
    maps: FloatArray  # (channels, rows, cols)
    signed: bool  # values may be negative: centre colours at zero
    reduction: int  # input pixels per cell


@dataclass(frozen=True)
class StagedPhoto:
    """One photo seen by every stage of one backbone."""

    backbone: str
    width: int  # pixels of the upright photo
    height: int
    inputs: FloatArray  # (1, 3, size, size), what the network was given
    stages: tuple[FeatureMaps, ...]
    logits: FloatArray  # (classes,)


@dataclass(frozen=True)
class ClassScore:
    """One class and how probable the network finds it."""

    index: int
    name: str
    probability: float
    logit: float


@dataclass(frozen=True)
class ValueScale:
    """From which value to which value colours run; symmetric about zero where signs matter."""

    low: FloatArray  # (channels,)
    high: FloatArray  # (channels,)
    shared: bool  # one range for all channels


@dataclass(frozen=True)
class Place:
    """One cell of one channel."""

    row: int
    col: int
    value: float
    box: Box  # what the cell covers of the photo; its receptive field is larger


@dataclass(frozen=True)
class ChannelColours:
    """All channels of a stage as three: their principal components as red, green and blue."""

    rgb: FloatArray  # (rows, cols, 3), 0..1
    explained: tuple[float, float, float]  # share of the variance that each component carries


@dataclass(frozen=True)
class FieldStep:
    """One window on the way from a pixel to a cell: size_after = size_before + (kernel - 1) x dilation x jump."""

    stage: str
    layer: str
    kernel: int
    stride: int
    dilation: int
    jump: int  # input pixels between neighbouring cells before this layer
    size_before: int
    size_after: int

    @property
    def formula(self) -> str:
        """With the numbers in: ``7 + (3 - 1) × 4 = 15``."""
        spread = f"({self.kernel} - 1)" + (f" × {self.dilation}" if self.dilation > 1 else "")
        return f"{self.size_before} + {spread} × {self.jump} = {self.size_after}"


@dataclass(frozen=True)
class ReceptiveField:
    """Which input pixels one cell can depend on."""

    stage: str
    row: int
    col: int
    rows: tuple[int, int]  # first and last input row, inclusive, clipped to the photo
    cols: tuple[int, int]
    box: Box  # the same in the photo's own frame
    size: int | None  # side before clipping, input pixels; None when the whole photo is seen through a global operation
    jump: int  # input pixels between neighbouring cells
    steps: tuple[FieldStep, ...]  # along the widest path; windows of one pixel add nothing and are left out


@dataclass(frozen=True)
class EffectiveField:
    """Which input pixels one cell does depend on, here: the energy of its gradient (Luo et al. 2016)."""

    stage: str
    row: int
    col: int
    channel: int | None  # None: the length of the vector of all channels
    energy: FloatArray  # (size, size), squared gradient summed over colours; sums to 1, or all 0 for a silent cell
    share_inside: float  # of the energy, inside the theoretical field; 0 for a silent cell
    core: float  # smallest share of the theoretical field's pixels that holds 90 % of the energy
    theoretical: ReceptiveField


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
class ConvolutionPatch:
    """One place of a live convolution: total = sum of products + bias."""

    row: int  # of the output
    col: int
    patch: FloatArray  # (channels, k, k); zeros where the kernel hangs over the edge
    products: FloatArray  # (channels, k, k)
    total: float
    box: Box  # of the patch, in the photo's frame, clipped


class MapKind(StrEnum):
    """How a class map was made."""

    CAM = "cam"
    GRAD_CAM = "grad_cam"


@dataclass(frozen=True)
class ClassMap:
    """Where one class is seen."""

    kind: MapKind
    stage: str
    class_index: int
    raw: FloatArray  # (rows, cols), signed; the CAM's mean plus the bias is the logit
    heat: FloatArray  # (rows, cols), 0..1, its maximum 1; all 0 when there is nothing to show
    nothing: bool  # raw is constant or nowhere positive


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


@dataclass(frozen=True)
class FaithfulnessCurve:
    """The score as places are taken away from, or given to, the photo in one order."""

    order: str  # map, random or centre
    deletion: FloatArray  # (steps + 1,), score after removing fractions[i] of the photo, first places first
    insertion: FloatArray  # (steps + 1,), score with only fractions[i] of the photo shown
    deletion_area: float  # area under the curve, 0..1: low is good
    insertion_area: float  # high is good


@dataclass(frozen=True)
class FaithfulnessReport:
    """Deletion and insertion (Petsiuk et al. 2018) for a map, beside random and centre orders."""

    fractions: FloatArray  # (steps + 1,), 0..1
    curves: tuple[FaithfulnessCurve, ...]  # map first
    score: float  # of the untouched photo
    blank: float  # of the photo with everything removed


@dataclass(frozen=True)
class RandomisationStep:
    """The map after the weights from the top down to `stage` were replaced by random ones."""

    stage: str
    heat: FloatArray  # (rows, cols), 0..1
    nothing: bool
    rank_correlation: float  # Spearman's, with the trained map; 0 when either is constant
    similarity: float  # SSIM of the two heats, -1..1
    probability: float  # of the class


@dataclass(frozen=True)
class RandomisationReport:
    """The cascading randomisation test of Adebayo et al. 2018: a map that explains the model must fall apart."""

    trained: ClassMap
    probability: float
    steps: tuple[RandomisationStep, ...]  # classifier first, then down to the stem
