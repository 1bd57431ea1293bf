"""A convolution as plain numbers."""

from __future__ import annotations

from pydantic import BaseModel, Field

from app.panels.layers.conv.result import ConvFindings
from models.convolution import Kernel

_BOX = "[left, top, right, bottom], as fractions of the photo."


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


def conv_document(findings: ConvFindings, output: bool = False) -> ConvDocument:
    """The kernel, and the sum at one place; `output` adds the sums of all places."""
    kernel, patch = findings.kernel, findings.patch
    channels, rows, cols = findings.planes.shape
    sums = {"output": findings.output.tolist()} if output else {}
    return ConvDocument(
        kernel=_kernel(kernel),
        input=InputDocument(channels=channels, rows=rows, cols=cols),
        reads="colours" if kernel.learned else "brightness",
        grid=list(findings.output.shape),
        row=patch.row,
        col=patch.col,
        box=list(patch.box),
        patch=patch.patch.tolist(),
        products=patch.products.tolist(),
        total=patch.total,
        **sums,
    )


def _kernel(kernel: Kernel) -> KernelDocument:
    return KernelDocument(
        name=kernel.name,
        weights=kernel.weights.tolist(),
        bias=kernel.bias,
        stride=list(kernel.window.stride),
        padding=[list(around) for around in kernel.window.padding],
    )
