"""What the sub-view `conv` shows: one kernel, what it reads, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from app.engines import Engines
from app.engines.lab import Look
from app.panels.layers.query import LayersQuery
from app.panels.layers.seen_pixels import seen_pixels
from app.panels.query import whole_number
from app.samples.sample import Sample
from models.convolution import LUMA, Kernel, convolve, output_shape, patch_at, presets
from models.errors import InvalidArgument, InvalidInput
from models.kernel_text import parse_kernel, write_kernel
from models.lab_results.patches import ConvolutionPatch
from models.network import NetworkPlan
from models.results import FloatArray, Pixels

LONGEST = 96  # pixels of the photo that a kernel of one's own reads: few enough to see each of them
DEFAULT = "edge"
LEARNED = "learned_"


@dataclass(frozen=True)
class ConvFindings:
    """One kernel at one place of one photo, and the backbone whose first layer lends kernels."""

    plan: NetworkPlan
    kernels: tuple[Kernel, ...]  # of its first layer; none where that is no small convolution
    kernel: Kernel
    pixels: Pixels  # (H, W, 3), or (H, W, 1) of brightness: what the kernel reads, as bytes
    planes: FloatArray  # (channels, H, W), the numbers it is multiplied with
    output: FloatArray  # (H', W')
    patch: ConvolutionPatch
    wrong: InvalidInput | None = None  # what was wrong with the kernel or place that was asked for
    refused: str | None = None  # the kernel as it was typed, where that is wrong; `kernel` is another then


async def find_convolution(sample: Sample, query: LayersQuery, engines: Engines) -> ConvFindings:
    """What the address asks for; a kernel that cannot be read is told beside one that can."""
    look = await engines.lab.look(sample, query.net)
    text, at = query.get("kernel", DEFAULT), read_place(query.get("at"))
    key, pixels = ("conv", query.net, sample.photo_id, text, at), await engines.lab.pixels(sample)
    return await engines.runner.run(nearest_convolution, look, text, at, pixels, key=key)


def convolution(look: Look, text: str, at: tuple[int, int] | None, photo: Pixels | None = None) -> ConvFindings:
    """The kernel of this name or these numbers at one place; raises InvalidArgument.

    `photo` is what kernels of one's own read; without it they read the network's input.
    """
    return convolution_of(look, find_kernel(look, text), at, photo)


def nearest_convolution(look: Look, text: str, at: tuple[int, int] | None, photo: Pixels | None = None) -> ConvFindings:
    """The convolution that was asked for; what is wrong with its kernel or place is kept beside the next best."""
    try:
        kernel = find_kernel(look, text)
    except InvalidArgument as error:
        return replace(convolution(look, DEFAULT, None, photo), wrong=error, refused=text)
    try:
        return convolution_of(look, kernel, at, photo)
    except InvalidArgument as error:
        return replace(convolution_of(look, kernel, None, photo), wrong=error)


def read_place(text: str) -> tuple[int, int] | None:
    """`12,40` -> (12, 40); None for anything else."""
    row, col = (whole_number(part) for part in (*text.split(",", 1), "")[:2])
    return None if row is None or col is None or min(row, col) < 0 else (row, col)


def convolution_of(look: Look, kernel: Kernel, at: tuple[int, int] | None, photo: Pixels | None = None) -> ConvFindings:
    """The kernel over the whole photo, and one place closely; raises InvalidArgument for a place that is not there."""
    pixels = seen_pixels(look) if kernel.learned else _grey(look, seen_pixels(look) if photo is None else photo)
    planes = look.photo.inputs[0] if kernel.learned else pixels.transpose(2, 0, 1).astype(np.float32)
    rows, cols = output_shape(planes, kernel)
    row, col = at or (rows // 2, cols // 2)
    patch = patch_at(planes, kernel, row, col)
    return ConvFindings(look.plan, look.engine.first_layer, kernel, pixels, planes, convolve(planes, kernel), patch)


def find_kernel(look: Look, text: str) -> Kernel:
    """A preset by name, `learned_5` of the network's first layer, or a kernel as typed; raises InvalidArgument."""
    if text.startswith(LEARNED):
        return _learned(look, text)
    known = presets()
    return known[text] if text in known else parse_kernel(text)


def _learned(look: Look, text: str) -> Kernel:
    number, layer = whole_number(text.removeprefix(LEARNED)), look.engine.first_layer
    if number is not None and 0 <= number < len(layer):
        return layer[number]
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
    return write_kernel(kernel.weights[0])


def _grey(look: Look, photo: Pixels) -> Pixels:
    """The photo's brightness in its own aspect and few pixels, made smaller once: (H, W, 1)."""
    scale = LONGEST / max(look.photo.width, look.photo.height)
    size = max(1, round(look.photo.width * scale)), max(1, round(look.photo.height * scale))
    small = np.asarray(Image.fromarray(photo).resize(size, Image.Resampling.BOX))
    return np.asarray(np.rint(small @ np.asarray(LUMA, np.float32)), np.uint8)[..., None]
