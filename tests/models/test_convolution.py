"""One live convolution: the same numbers as torch, and sums that add up."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from models.convolution import Kernel, brightness, convolve, kernel_of, output_shape, patch_at, presets
from models.errors import InvalidArgument
from models.network import Window
from models.results import FloatArray


def torch_convolve(planes: FloatArray, kernel: Kernel) -> FloatArray:
    (top, bottom), (left, right) = kernel.window.padding
    padded = torch.nn.functional.pad(torch.from_numpy(planes)[None], (left, right, top, bottom))
    weights, bias = torch.from_numpy(kernel.weights)[None], torch.tensor([kernel.bias])
    found: FloatArray = torch.nn.functional.conv2d(padded, weights, bias, kernel.window.stride)[0, 0].numpy()
    return found


@pytest.mark.parametrize("name", list(presets()))
def test_presets_equal_torch(name: str) -> None:
    planes = np.random.default_rng(0).random((1, 9, 13), np.float32)
    np.testing.assert_allclose(convolve(planes, presets()[name]), torch_convolve(planes, presets()[name]), atol=1e-5)


def test_strides_uneven_padding_colours_and_bias_equal_torch() -> None:
    random = np.random.default_rng(1)
    kernel = Kernel("learned", random.random((3, 3, 3), np.float32), Window((3, 3), (2, 2), ((0, 1), (0, 1))), 0.5)
    planes = random.random((3, 10, 8), np.float32)
    np.testing.assert_allclose(convolve(planes, kernel), torch_convolve(planes, kernel), atol=1e-5)
    assert output_shape(planes, kernel) == (5, 4)


@pytest.mark.parametrize("place", [(0, 0), (4, 3), (2, 1)])
def test_the_products_at_a_place_add_up_to_the_output(place: tuple[int, int]) -> None:
    random = np.random.default_rng(2)
    kernel = Kernel("learned", random.random((3, 3, 3), np.float32), Window((3, 3), (2, 2), ((0, 1), (0, 1))), 0.5)
    planes = random.random((3, 10, 8), np.float32)
    seen = patch_at(planes, kernel, *place)
    np.testing.assert_allclose(seen.products, seen.patch * kernel.weights)
    assert seen.total == pytest.approx(float(convolve(planes, kernel)[place]), abs=1e-5)


def test_a_patch_says_where_it_lies_clipped_to_the_photo() -> None:
    planes = np.ones((1, 10, 20), np.float32)
    corner, inside = patch_at(planes, presets()["blur"], 0, 0), patch_at(planes, presets()["blur"], 5, 10)
    assert corner.box == pytest.approx((0, 0, 2 / 20, 2 / 10))
    assert inside.box == pytest.approx((9 / 20, 4 / 10, 12 / 20, 7 / 10))
    assert corner.patch[0].tolist() == [[0, 0, 0], [0, 1, 1], [0, 1, 1]]


def test_presets_do_what_they_are_called() -> None:
    planes = np.zeros((1, 9, 9), np.float32)
    planes[:, :, 5:] = 1
    made = {name: convolve(planes, kernel)[4] for name, kernel in presets().items()}
    assert made["edge"][[2, 4, 5]].tolist() == [0, 4, 4]
    assert made["edge_horizontal"][1:-1].tolist() == [0] * 7
    assert made["blur"][[4, 5]].tolist() == [0.25, 0.75]
    assert made["sharpen"][[3, 4, 5]].tolist() == [0, -1, 2]
    assert made["identity"].tolist() == planes[0, 4].tolist()


def test_brightness_weighs_green_most() -> None:
    pixels = np.asarray([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]]], np.uint8)
    np.testing.assert_allclose(brightness(pixels), [[[0.299, 0.587, 0.114, 1]]], atol=1e-6)


def test_a_kernel_larger_than_allowed_or_than_the_photo_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="up to 7"):
        kernel_of("own", [[1.0] * 9] * 9)
    with pytest.raises(InvalidArgument, match="larger than the photo"):
        convolve(np.ones((3, 2, 2), np.float32), Kernel("k", np.ones((3, 3, 3), np.float32), Window((3, 3))))


def test_a_kernel_of_other_channels_and_places_outside_are_refused() -> None:
    with pytest.raises(InvalidArgument, match="reads 1 channels, not 3"):
        convolve(np.ones((3, 5, 5), np.float32), presets()["blur"])
    with pytest.raises(InvalidArgument) as caught:
        patch_at(np.ones((1, 5, 5), np.float32), presets()["blur"], 5, 0)
    assert caught.value.code == "no_such_cell"
