"""What the API's description says of fields, costs, convolutions and checks."""

from __future__ import annotations

from pydantic import BaseModel, Field

_BOX = "[left, top, right, bottom], as fractions of the photo."


class FieldStepDocument(BaseModel):
    """One window on the way from a pixel to a cell."""

    stage: str
    layer: str
    kernel: int
    stride: int
    dilation: int
    jump: int = Field(description="Input pixels between neighbouring cells before this layer.")
    size_before: int
    size_after: int
    formula: str = Field(description="With the numbers in.")


class TheoryDocument(BaseModel):
    """What a cell can depend on."""

    size: int | None = Field(description="Side in input pixels, not clipped; null when everything is seen.")
    rows: list[int] = Field(description="First and last input row, clipped to the photo.")
    cols: list[int]
    box: list[float] = Field(description=_BOX)
    jump: int = Field(description="Input pixels between neighbouring cells.")
    steps: list[FieldStepDocument]


class EffectDocument(BaseModel):
    """What a cell does depend on: the energy of its gradient."""

    share_inside: float = Field(description="Of the energy, inside the theoretical field.")
    core: float = Field(description="Smallest share of the theoretical field that holds `core_share` of the energy.")
    core_share: float
    energy: list[list[float]] | None = Field(None, description="With `energy=1`: share of every input pixel.")


class GrowthDocument(BaseModel):
    """The field of the cell at the same place of another stage."""

    stage: str
    size: int | None
    rows: list[int]
    cols: list[int]
    box: list[float] = Field(description=_BOX)
    jump: int
    core: float | None = Field(description="Measured at the last stage of every map size only.")


class FieldDocument(BaseModel):
    """The theoretical and the effective receptive field of one cell."""

    backbone: str
    stage: str
    row: int
    col: int
    channel: int | None = Field(description="null: the length of the vector of all channels.")
    input_size: int
    theoretical: TheoryDocument
    effective: EffectDocument
    growth: list[GrowthDocument]


class LayerShapeDocument(BaseModel):
    """The sizes that decide what a layer costs."""

    input: list[int] = Field(description="[channels, rows, columns]")
    output: list[int]
    kernel: list[int]
    groups: int


class LayerCostDocument(BaseModel):
    """One way to wire a layer."""

    weights: int
    biases: int
    parameters: int
    macs: int = Field(description="Multiply-accumulates for one photo.")
    bytes: int = Field(description="Of the parameters as 32-bit numbers.")
    weights_formula: str
    macs_formula: str


class SharingDocument(BaseModel):
    """A layer wired three ways."""

    convolution: LayerCostDocument
    locally_connected: LayerCostDocument
    fully_connected: LayerCostDocument
    dense_unit: int = Field(description="Weights of a single fully connected output.")


class TextbookDocument(SharingDocument):
    """A case of every course, out of the same function."""

    name: str
    shape: LayerShapeDocument


class SeparableDocument(BaseModel):
    """A depthwise-separable pair beside the full convolution that it stands for."""

    depthwise: LayerCostDocument
    pointwise: LayerCostDocument
    full: LayerCostDocument
    ratio: float
    ratio_formula: str


class CostDocument(SharingDocument):
    """What one convolution of the network costs."""

    backbone: str
    stage: str
    layer: str
    layers: list[str] = Field(description="The stage's convolutions.")
    shape: LayerShapeDocument
    separable: SeparableDocument | None
    textbook: list[TextbookDocument]


class KernelDocument(BaseModel):
    """What slides over the photo."""

    name: str
    weights: list[list[list[float]]] = Field(description="[channel][row][column]")
    bias: float
    stride: list[int]
    padding: list[list[int]] = Field(description="[[top, bottom], [left, right]]")


class InputDocument(BaseModel):
    """What the kernel reads."""

    channels: int
    rows: int
    cols: int


class ConvDocument(BaseModel):
    """One convolution at one place: total = sum of products + bias."""

    kernel: KernelDocument
    input: InputDocument
    reads: str = Field(description="`brightness` (0..255), or `colours` (the network's own normalised input).")
    grid: list[int] = Field(description="[rows, columns] of the output.")
    row: int
    col: int
    box: list[float] = Field(description=_BOX)
    patch: list[list[list[float]]]
    products: list[list[list[float]]]
    total: float
    output: list[list[float]] | None = Field(None, description="With `output=1`.")


class SubjectDocument(BaseModel):
    """The map that was checked: of a class or of a word."""

    class_: int | None = Field(None, alias="class")
    name: str | None = None
    kind: str | None = Field(None, description="`cam` or `grad_cam`")
    stage: str | None = None
    word: int | None = None
    text: str | None = None


class CurveDocument(BaseModel):
    """The score as places are taken away or given back in one order."""

    order: str = Field(description="`map`, `random` or `centre`")
    deletion: list[float]
    insertion: list[float]
    deletion_area: float = Field(description="Low is good.")
    insertion_area: float = Field(description="High is good.")


class FaithfulnessDocument(BaseModel):
    """Deletion and insertion (Petsiuk et al. 2018)."""

    fractions: list[float] = Field(description="Of the photo, at every point of the curves.")
    score: float = Field(description="Of the untouched photo.")
    blank: float = Field(description="Of the wholly blurred photo.")
    curves: list[CurveDocument]


class RandomisedDocument(BaseModel):
    """The map after the weights from the classifier down to `stage` were shuffled."""

    stage: str
    nothing: bool
    rank_correlation: float
    similarity: float = Field(description="Structural similarity, -1..1.")
    probability: float


class RandomisationDocument(BaseModel):
    """The cascading check of Adebayo et al. 2018."""

    probability: float = Field(description="Of the class, with trained weights.")
    steps: list[RandomisedDocument]


class TrustDocument(BaseModel):
    """Whether a map says what the model looked at."""

    of: SubjectDocument
    nothing: bool = Field(description="The map is empty; there is nothing to check.")
    score: float
    faithfulness: FaithfulnessDocument | None
    randomisation: RandomisationDocument | None = Field(description="Class maps only.")
