"""What the sub-view `conv` shows: one kernel, what it reads, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image

from app.engines.lab import Look
from models.convolution import LUMA, Kernel, convolve, output_shape, parse_kernel, patch_at, presets
from models.errors import InvalidArgument, InvalidInput
from models.lab_results.patches import ConvolutionPatch
from models.preprocessing import Preprocessing
from models.results import FloatArray, Pixels

LONGEST = 96  # pixels of the photo that a kernel of one's own reads: few enough to see each of them
DEFAULT = "edge"
LEARNED = "learned_"


@dataclass(frozen=True)
class ConvResult:
    """One kernel at one place of one photo."""

    kernel: Kernel
    pixels: Pixels  # (H, W, 3), or (H, W, 1) of brightness: what the kernel reads, as bytes
    planes: FloatArray  # (channels, H, W), the numbers it is multiplied with
    output: FloatArray  # (H', W')
    patch: ConvolutionPatch
    learned: int  # kernels of the network's first layer; 0 where that is no small convolution
    wrong: InvalidInput | None = None  # what was wrong with the kernel that was asked for; `kernel` is another then


def run_convolution(look: Look, kernel: Kernel, at: tuple[int, int] | None) -> ConvResult:
    """The kernel over the whole photo, and one place closely; raises InvalidArgument for a place that is not there."""
    pixels = _input_pixels(look) if kernel.learned else _grey(look)
    planes = look.photo.inputs[0] if kernel.learned else pixels.transpose(2, 0, 1).astype(np.float32)
    rows, cols = output_shape(planes, kernel)
    row, col = at or (rows // 2, cols // 2)
    patch = patch_at(planes, kernel, row, col)
    return ConvResult(kernel, pixels, planes, convolve(planes, kernel), patch, len(look.engine.first_layer))


def find_kernel(look: Look, text: str) -> Kernel:
    """A preset by name, `learned_5` of the network's first layer, or a kernel as typed; raises InvalidArgument."""
    if text.startswith(LEARNED):
        return _learned(look, text)
    known = presets()
    return known[text] if text in known else parse_kernel(text)


def _learned(look: Look, text: str) -> Kernel:
    number, layer = text.removeprefix(LEARNED), look.engine.first_layer
    if number.isascii() and number.isdigit() and int(number) < len(layer):
        return layer[int(number)]
    raise InvalidArgument(
        f"{look.plan.backbone} has {len(layer)} kernels in its first layer.",
        code="no_such_kernel",
        argument="kernel",
        hint=f"Learned kernels go from {LEARNED}0 to {LEARNED}{len(layer) - 1}." if layer else "Choose another kernel.",
        count=len(layer),
    )


def kernel_text(kernel: Kernel) -> str:
    """As it stands in an address: a name, or rows split by `;`."""
    if kernel.learned or kernel.name in presets():
        return kernel.name
    return ";".join(",".join(f"{weight:.6g}" for weight in row) for row in kernel.weights[0])


def _input_pixels(look: Look) -> Pixels:
    """What the network was given, as bytes again: (size, size, 3)."""
    return denormalised(look.photo.inputs[0], look.plan.preprocessing)


def denormalised(inputs: FloatArray, preprocessing: Preprocessing) -> Pixels:
    """(3, size, size) -> (size, size, 3) bytes."""
    mean, std = (np.asarray(values, np.float32) for values in (preprocessing.mean, preprocessing.std))
    return np.asarray(np.rint(inputs.transpose(1, 2, 0) * std + mean).clip(0, 255), np.uint8)


def _grey(look: Look) -> Pixels:
    """The photo's brightness in its own aspect and few pixels: (H, W, 1)."""
    scale = LONGEST / max(look.photo.width, look.photo.height)
    size = max(1, round(look.photo.width * scale)), max(1, round(look.photo.height * scale))
    small = np.asarray(Image.fromarray(_input_pixels(look)).resize(size, Image.Resampling.BOX))
    return np.asarray(np.rint(small @ np.asarray(LUMA, np.float32)), np.uint8)[..., None]
