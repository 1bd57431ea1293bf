"""The page's scan.js and models/convolution.py do the same arithmetic: both are given the same numbers."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from models.convolution import Kernel, convolve, output_shape, patch_at, presets
from models.network import Window
from models.results import FloatArray
from tests.matrix import thorough_after

HEIGHT, WIDTH = 13, 17
STATIC = Path(__file__).parents[2] / "static"
SCRIPT = next(STATIC.rglob("scan.js")).relative_to(STATIC).as_posix()
SCAN = """async ([script, data]) => {
  const root = document.querySelector('script[src*="/js/"]').src.split('/js/')[0];
  const { convolve, patchAt, readScan } = await import(`${root}/${script}`);
  const scan = readScan(data);
  const patches = data.places.map(([row, col]) => patchAt(scan, row, col));
  return { output: Array.from(convolve(scan)), totals: patches.map((patch) => patch.total),
           products: patches.map((patch) => patch.products.flat()) };
}"""
MEAN, STD = (123.7, 116.3, 103.5), (58.4, 57.1, 57.4)


def learned(stride: int, padding: int, side: int) -> Kernel:
    weights = np.random.default_rng(side).standard_normal((3, side, side)).astype(np.float32)
    window = Window((side, side), (stride, stride), ((padding, padding), (padding, padding)))
    return Kernel("learned", weights, window, 0.25)


KERNELS = [*presets().values(), learned(1, 1, 3), learned(2, 1, 3), learned(2, 3, 7), learned(4, 0, 5)]


@pytest.mark.parametrize(
    "kernel", thorough_after(4, KERNELS), ids=lambda kernel: f"{kernel.name} {kernel.window.kernel[0]}"
)
def test_the_page_convolves_as_the_models_do(kernel: Kernel, page: Page) -> None:
    channels = len(kernel.weights)
    pixels = np.random.default_rng(1).integers(0, 256, (HEIGHT, WIDTH, channels), dtype=np.uint8)
    mean, std = (MEAN, STD) if kernel.learned else ((0.0,), (255.0,))
    planes = ((pixels - np.asarray(mean)) / np.asarray(std)).transpose(2, 0, 1).astype(np.float32)
    rows, cols = output_shape(planes, kernel)
    places = [(0, 0), (rows // 2, cols // 2), (rows - 1, cols - 1)]
    data = scan_data(pixels, kernel, (rows, cols), mean, std)
    page.goto("/")
    said = page.evaluate(SCAN, [SCRIPT, data | {"places": places}])
    np.testing.assert_allclose(np.reshape(said["output"], (rows, cols)), convolve(planes, kernel), atol=2e-5)
    for place, total, products in zip(places, said["totals"], said["products"], strict=True):
        patch = patch_at(planes, kernel, *place)
        assert total == pytest.approx(patch.total, abs=2e-5)
        np.testing.assert_allclose(products, patch.products.ravel(), atol=2e-5)


def scan_data(
    pixels: np.ndarray, kernel: Kernel, output: tuple[int, int], mean: tuple[float, ...], std: tuple[float, ...]
) -> dict[str, Any]:
    """The attributes of .conv-data, as app/panels/layers/conv_view.py writes them."""
    window = kernel.window
    return {
        "pixels": base64.b64encode(pixels.tobytes()).decode(),
        "colours": base64.b64encode(pixels.tobytes()).decode(),
        "shape": joined(pixels.shape),
        "side": str(window.kernel[0]),
        "weights": joined(kernel.weights.ravel()),
        "bias": str(kernel.bias),
        "mean": joined(mean),
        "std": joined(std),
        "padding": joined((window.padding[0][0], window.padding[1][0])),
        "stride": joined(window.stride),
        "output": joined(output),
        "presets": "[]",
        "place": "0,0",
        "learned": "1" if kernel.learned else "",
    }


def joined(values: FloatArray | tuple[float, ...]) -> str:
    return ",".join(repr(float(value)) for value in values)
