"""One convolution, live: a small kernel slides over the photo, and at each place the sum of products is the output.

Like the layers of a CNN this is cross-correlation: the kernel is not flipped. Over the edge the input counts as zero.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.errors import InvalidArgument
from models.lab_results.maps import Box
from models.lab_results.patches import ConvolutionPatch
from models.network import Window
from models.results import FloatArray, Pixels

MAX_KERNEL = 7
MAX_WEIGHT = 10_000
LUMA = (0.299, 0.587, 0.114)  # ITU-R BT.601


@dataclass(frozen=True)
class Kernel:
    """What slides: weights (channels, k, k), a bias, and how it steps."""

    name: str
    weights: FloatArray  # (channels, k, k); one channel reads brightness, three read red, green and blue
    window: Window
    bias: float = 0.0

    @property
    def learned(self) -> bool:
        """It reads colours, as a network's first layer does."""
        return self.weights.shape[0] == 3


def kernel_of(name: str, values: list[list[float]], bias: float = 0.0) -> Kernel:
    """A kernel of one channel with stride 1 that keeps the photo's size; raises InvalidArgument for an unusable one."""
    ragged = len({len(row) for row in values}) != 1
    side = len(values)
    if ragged or side != len(values[0]) or side % 2 == 0 or side > MAX_KERNEL:
        raise _bad_kernel(f"A kernel is a square of odd side up to {MAX_KERNEL}.")
    if not all(abs(value) <= MAX_WEIGHT for row in [*values, [bias]] for value in row):  # also false for NaN
        raise _bad_kernel(f"A kernel holds numbers from -{MAX_WEIGHT} to {MAX_WEIGHT}.")
    weights, half = np.asarray(values, np.float32)[None], side // 2
    return Kernel(name, weights, Window((side, side), padding=((half, half), (half, half))), bias)


def _bad_kernel(message: str) -> InvalidArgument:
    return InvalidArgument(
        message,
        code="bad_kernel",
        argument="kernel",
        hint="Write for example: -1 0 1; -2 0 2; -1 0 1",
        largest=MAX_KERNEL,
    )


def presets() -> dict[str, Kernel]:
    """Kernels of the textbook, by name. `edge` is Sobel's for vertical edges, `blur` the binomial filter."""
    return {
        "edge": kernel_of("edge", [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
        "edge_horizontal": kernel_of("edge_horizontal", [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]),
        "outline": kernel_of("outline", [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]),
        "blur": kernel_of("blur", [[v / 16 for v in row] for row in ([1, 2, 1], [2, 4, 2], [1, 2, 1])]),
        "sharpen": kernel_of("sharpen", [[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
        "identity": kernel_of("identity", [[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
    }


def brightness(pixels: Pixels) -> FloatArray:
    """RGB (H, W, 3) -> brightness (1, H, W), 0..1."""
    return np.asarray(pixels @ np.asarray(LUMA, np.float32) / 255, np.float32)[None]


def convolve(planes: FloatArray, kernel: Kernel) -> FloatArray:
    """The whole output: planes (channels, H, W) -> (H', W')."""
    padded = pad(planes, kernel)
    (stride_y, stride_x), (side_y, side_x) = kernel.window.stride, kernel.window.kernel
    rows, cols = output_shape(planes, kernel)
    total = np.full((rows, cols), kernel.bias, np.float32)
    for y in range(side_y):
        for x in range(side_x):
            seen = padded[:, y : y + (rows - 1) * stride_y + 1 : stride_y, x : x + (cols - 1) * stride_x + 1 : stride_x]
            for channel, weight in enumerate(kernel.weights[:, y, x]):
                if weight:
                    total += weight * seen[channel]
    return total


def pad(planes: FloatArray, kernel: Kernel) -> FloatArray:
    """Planes with zeros around them; raises InvalidArgument when the kernel reads another number of channels."""
    if planes.ndim != 3 or planes.shape[0] != kernel.weights.shape[0]:
        raise _bad_kernel(f"The kernel reads {kernel.weights.shape[0]} channels, not {planes.shape[0]}.")
    return np.pad(planes, ((0, 0), *kernel.window.padding))


def output_shape(planes: FloatArray, kernel: Kernel) -> tuple[int, int]:
    """(H', W') of the output; at least one place."""
    sizes = [
        (length + sum(around) - side) // stride + 1
        for length, around, side, stride in zip(
            planes.shape[1:], kernel.window.padding, kernel.window.kernel, kernel.window.stride, strict=True
        )
    ]
    if min(sizes) < 1:
        raise _bad_kernel("The kernel is larger than the photo.")
    return sizes[0], sizes[1]


def patch_at(planes: FloatArray, kernel: Kernel, row: int, col: int) -> ConvolutionPatch:
    """What the kernel sees at one place of the output, the products, and their sum with the bias."""
    rows, cols = output_shape(planes, kernel)
    if not (0 <= row < rows and 0 <= col < cols):
        raise InvalidArgument(
            f"The output has {rows} x {cols} places; there is none at row {row}, column {col}.",
            code="no_such_cell",
            argument="cell",
            hint=f"Rows go from 0 to {rows - 1}, columns from 0 to {cols - 1}.",
            rows=rows,
            cols=cols,
        )
    top, left = row * kernel.window.stride[0], col * kernel.window.stride[1]
    side_y, side_x = kernel.window.kernel
    patch = pad(planes, kernel)[:, top : top + side_y, left : left + side_x]
    products = patch * kernel.weights
    return ConvolutionPatch(
        row, col, patch, products, float(products.sum()) + kernel.bias, _box(planes, kernel, top, left)
    )


def _box(planes: FloatArray, kernel: Kernel, top: int, left: int) -> Box:
    """The patch's place in the photo, clipped."""
    height, width = planes.shape[1:]
    y, x = top - kernel.window.padding[0][0], left - kernel.window.padding[1][0]
    bottom, right = min(y + kernel.window.kernel[0], height), min(x + kernel.window.kernel[1], width)
    return max(x, 0) / width, max(y, 0) / height, right / width, bottom / height
