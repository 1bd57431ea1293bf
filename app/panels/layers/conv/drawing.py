"""From a convolution's result to the page of the sub-view `conv`."""

from __future__ import annotations

import base64
import json

import numpy as np

from app.panels.layers.conv.output import is_brightness, output_png, peak_of
from app.panels.layers.conv.page import ConvPage, KernelChoice, PlaneView, Scanned
from app.panels.layers.conv.result import LEARNED, ConvFindings, kernel_text
from app.panels.layers.scene import LayersScene
from app.panels.overlay import OverBox, Overlay
from app.render.colours import colours_png, kernel_png
from app.render.diverging import opaque_palette
from app.render.number_grid import grey_cells, number_grid, short, signed_cells
from app.render.png import data_uri, palette_png
from app.web.errors import view_error
from models.convolution import Kernel, presets
from models.kernel_text import write_kernel, write_number
from models.network import NetworkPlan
from models.results import FloatArray, Pixels

SIZES = (3, 5, 7)
_PLANES = {1: ("grey",), 3: ("red", "green", "blue")}


def draw_convolution(findings: ConvFindings, scene: LayersScene) -> ConvPage:
    """The kernel to edit, the output, and the sum at one place."""
    kernel, patch, t = findings.kernel, findings.patch, scene.t
    plan, kernels = findings.plan, findings.kernels
    height, width, _ = findings.pixels.shape
    number = int(kernel.name.removeprefix(LEARNED)) if kernel.learned else None
    return ConvPage(
        presets=tuple(_preset(name, kernel, scene) for name in presets()),
        learned=tuple(_learned(each, kernel, scene) for each in kernels),
        sizes=() if kernel.learned else tuple(_size(side, kernel, scene) for side in SIZES),
        error=view_error(findings.wrong, t) if findings.wrong else None,
        text=typed(kernel) if findings.refused is None else findings.refused,
        refused=findings.refused is not None,
        rows=()
        if kernel.learned
        else tuple(tuple(write_number(float(value)) for value in row) for row in kernel.weights[0]),
        number=number,
        side=kernel.window.kernel[0],
        row=patch.row,
        col=patch.col,
        input_size=f"{width} × {height}",
        output_size=(findings.output.shape[0], findings.output.shape[1]),
        output=data_uri(output_png(findings.output, kernel)),
        brightness=is_brightness(kernel),
        peak=short(peak_of(findings.output, kernel)),
        cell=(patch.col, patch.row),
        planes=tuple(_plane(index, name, findings, scene) for index, name in enumerate(_PLANES[len(findings.planes)])),
        count=patch.products.size,
        bias=short(kernel.bias),
        total=short(patch.total),
        maps_href=_maps_href(number, findings, plan, scene),
        scanned=_scanned(findings, plan, scene),
        api=scene.api("/conv", kernel=kernel_text(kernel), row=patch.row, col=patch.col),
    )


def conv_overlay(findings: ConvFindings, scene: LayersScene) -> Overlay:
    """The photo as the kernel reads it, and the patch."""
    t, patch = scene.t, findings.patch
    height, width, _ = findings.pixels.shape
    rows, cols = findings.output.shape
    return Overlay(
        caption=(
            t("conv.caption_learned", width=width, height=height)
            if findings.kernel.learned
            else t("conv.caption", width=width, height=height)
        ),
        picture=_input_picture(findings.pixels),
        strength=100,
        boxes=(OverBox("patch", patch.box),),
        grid=(rows, cols),
        held=(patch.row, patch.col),
        href=scene.href(kernel=kernel_text(findings.kernel), at="{row},{col}"),
    )


def typed(kernel: Kernel) -> str:
    """A kernel as a person would type it: `-1 0 1; -2 0 2; -1 0 1`."""
    return "" if kernel.learned else write_kernel(kernel.weights[0], " ", "; ")


def resized(weights: FloatArray, side: int) -> FloatArray:
    """A kernel (k, k) with zeros around it, or cut down to its middle: (side, side)."""
    grow = max(0, (side - len(weights)) // 2)
    wide = np.pad(weights, grow)
    cut = (len(wide) - side) // 2
    return wide[cut : cut + side, cut : cut + side]


def _preset(name: str, kernel: Kernel, scene: LayersScene) -> KernelChoice:
    href = scene.href(kernel=name, at=_kept_place(kernel, False, scene))
    return KernelChoice(name, scene.t(f"conv.preset.{name}"), href, kernel.name == name)


def _learned(each: Kernel, kernel: Kernel, scene: LayersScene) -> KernelChoice:
    number = each.name.removeprefix(LEARNED)
    title = scene.t("conv.learned_number", number=number)
    href = scene.href(kernel=each.name, at=_kept_place(kernel, True, scene))
    return KernelChoice(each.name, title, href, each.name == kernel.name, data_uri(kernel_png(each.weights)))


def _kept_place(kernel: Kernel, learned: bool, scene: LayersScene) -> str | None:
    """The place, where the next kernel has the same grid of outputs; else it starts in the middle again."""
    return (scene.query.get("at") or None) if kernel.learned == learned else None


def _size(side: int, kernel: Kernel, scene: LayersScene) -> KernelChoice:
    href = scene.href(kernel=write_kernel(resized(kernel.weights[0], side)))
    return KernelChoice(str(side), f"{side} × {side}", href, side == kernel.window.kernel[0])


def _plane(index: int, name: str, findings: ConvFindings, scene: LayersScene) -> PlaneView:
    t, patch = scene.t, findings.patch
    weights = findings.kernel.weights
    return PlaneView(
        name,
        number_grid(patch.patch[index], grey_cells(_patch_bytes(findings)[index]), t("conv.patch"), f"patch-{index}"),
        number_grid(weights[index], signed_cells(weights[index], weights), t("conv.kernel"), f"kernel-{index}"),
        number_grid(
            patch.products[index],
            signed_cells(patch.products[index], patch.products),
            t("conv.products"),
            f"products-{index}",
        ),
    )


def _patch_bytes(findings: ConvFindings) -> Pixels:
    """The patch as bytes: (channels, k, k), zero where it hangs over the edge."""
    kernel, patch = findings.kernel, findings.patch
    padded = np.pad(findings.pixels.transpose(2, 0, 1), ((0, 0), *kernel.window.padding))
    top, left = patch.row * kernel.window.stride[0], patch.col * kernel.window.stride[1]
    return padded[:, top : top + kernel.window.kernel[0], left : left + kernel.window.kernel[1]]


def _input_picture(pixels: Pixels) -> str:
    if pixels.shape[2] == 1:
        grey = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 4, axis=1)
        grey[:, 3] = 255
        return data_uri(palette_png(pixels[..., 0], grey))
    return data_uri(colours_png((pixels / 255).astype(np.float32)))


def _maps_href(number: int | None, findings: ConvFindings, plan: NetworkPlan, scene: LayersScene) -> str | None:
    """Where the same number stands after the activation; own kernels stand nowhere."""
    if number is None:
        return None
    row, col = findings.patch.row, findings.patch.col
    return scene.href(view="maps", stage=plan.stages[0].name, channel=number, row=row, col=col, kernel=None, at=None)


def _scanned(findings: ConvFindings, plan: NetworkPlan, scene: LayersScene) -> Scanned:
    kernel = findings.kernel
    (top, _), (left, _) = kernel.window.padding
    mean, std = (plan.preprocessing.mean, plan.preprocessing.std) if kernel.learned else ((0.0,), (1.0,))
    return Scanned(
        pixels=base64.b64encode(findings.pixels.tobytes()).decode("ascii"),
        shape=_joined(findings.pixels.shape),
        output=_joined(findings.output.shape),
        weights=_joined(kernel.weights.ravel().tolist()),
        side=kernel.window.kernel[0],
        stride=_joined(kernel.window.stride),
        padding=f"{top},{left}",
        mean=_joined(mean),
        std=_joined(std),
        bias=kernel.bias,
        presets=json.dumps({name: write_kernel(each.weights[0]) for name, each in presets().items()}),
        colours=base64.b64encode(opaque_palette(True)[:-1, :3].tobytes()).decode("ascii"),
        address=scene.href(kernel="{kernel}", at="{at}"),
    )


def _joined(values: tuple[float, ...] | list[float]) -> str:
    return ",".join(f"{value:.8g}" for value in values)
