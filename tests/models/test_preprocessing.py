"""A photo is brought to the sharpness of those that the words learned from, in its own frame."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from skimage import data

from models.attention import SHARPEST
from models.engine.attender import SIZE, OnnxAttender
from models.preprocessing import squash, within
from models.results import Pixels


def photo(width: int, height: int, seed: int = 0) -> Pixels:
    """Noise of one pixel over a smooth ground, with a bright square from 0.6, 0.2 to 0.7, 0.3."""
    rng = np.random.default_rng(seed)
    down, across = np.mgrid[:height, :width] / max(width, height)
    pixels = np.stack([60 + 80 * down, 60 + 60 * across, 90 + 0 * down], -1) + rng.normal(size=(height, width, 3)) * 12
    pixels[int(0.2 * height) : int(0.3 * height), int(0.6 * width) : int(0.7 * width)] = 255
    return np.clip(pixels, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(("width", "height"), [(640, 480), (480, 640), (4000, 3000), (330, 321), (1000, 500)])
def test_a_larger_photo_keeps_its_shape(width: int, height: int) -> None:
    small = within(photo(width, height), 320)
    assert max(small.shape[:2]) == 320
    assert small.shape[1] / small.shape[0] == pytest.approx(width / height, rel=0.01)


@pytest.mark.parametrize(("width", "height"), [(3000, 700), (700, 3000), (5000, 500)])
def test_a_strip_keeps_half_as_many_pixels_across(width: int, height: int) -> None:
    small = within(photo(width, height), 320)
    assert min(small.shape[:2]) == 160
    assert small.shape[1] / small.shape[0] == pytest.approx(width / height, rel=0.01)


@pytest.mark.parametrize("width", [500, 640, 940, 1024, 2000, 4000])
def test_a_large_photo_is_made_smaller_fast_and_looks_the_same(width: int) -> None:
    pixels = np.asarray(Image.fromarray(data.coffee()).resize((width, width * 3 // 4), Image.Resampling.BICUBIC))
    small = within(pixels, 320).astype(float)
    slowly = np.asarray(Image.fromarray(pixels).resize((320, 240), Image.Resampling.BICUBIC)).astype(float)
    assert np.abs(small - slowly).mean() < (1.0 if width >= 960 else 1e-9)
    assert np.abs(small - slowly).mean() < np.abs(small - small[:, ::-1]).mean() / 20


@pytest.mark.parametrize(("width", "height"), [(320, 320), (320, 1), (224, 224), (1, 1), (1200, 90), (321, 1)])
def test_a_photo_that_is_no_larger_stays_as_it_is(width: int, height: int) -> None:
    pixels = photo(width, height)
    assert within(pixels, 320) is pixels


@pytest.mark.parametrize(("width", "height"), [(1280, 960), (960, 1280), (640, 640)])
def test_what_the_words_see_of_a_photo_and_of_one_of_half_its_size_is_the_same(width: int, height: int) -> None:
    """Noise alone differs where no more is kept than both have; squashed as they are, they differ in it."""
    attender = OnnxAttender.__new__(OnnxAttender)
    pixels = photo(width, height)
    half = np.asarray(Image.fromarray(pixels).resize((width // 2, height // 2), Image.Resampling.BICUBIC))
    whole, small = (attender.look_inputs(each)["pixels"][0].astype(float) for each in (pixels, half))
    sharp = squash(pixels, SIZE).astype(float)
    assert np.abs(whole - small).mean() < 0.35 * np.abs(sharp - small).mean()


@pytest.mark.parametrize(("width", "height"), [(1280, 960), (960, 1280), (3000, 700), (500, 375)])
def test_the_bright_square_lies_where_it_was(width: int, height: int) -> None:
    attender = OnnxAttender.__new__(OnnxAttender)
    seen = attender.look_inputs(photo(width, height))["pixels"][0].min(-1)
    assert seen.shape == (SIZE, SIZE)
    down, across = np.nonzero(seen > 200)
    cell = max(1.5, 1.5 * SIZE / SHARPEST)
    assert down.min() == pytest.approx(0.2 * SIZE, abs=cell)
    assert down.max() == pytest.approx(0.3 * SIZE, abs=cell)
    assert across.min() == pytest.approx(0.6 * SIZE, abs=cell)
    assert across.max() == pytest.approx(0.7 * SIZE, abs=cell)
