"""The photo's own frame: a bright square in a known place is found there again, whatever the photo's aspect."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest
from PIL import Image

from models.hub.frame import InputSquare, cell_box, in_photo
from models.hub_results import Fit
from models.lab_results.maps import Box
from models.preprocessing import Preprocessing
from models.results import FloatArray, Pixels

SIDE, GRID = 64, (8, 8)
PLAIN = Preprocessing(SIDE, (0.0, 0.0, 0.0), (255.0, 255.0, 255.0))
SHAPES = [(120, 120), (200, 90), (90, 200), (333, 217), (65, 640), (64, 64), (31, 47)]  # width, height
shapes = pytest.mark.parametrize(("width", "height"), SHAPES)
fits = pytest.mark.parametrize("fit", Fit)


def square(shortest: int | None = SIDE) -> InputSquare:
    return InputSquare(PLAIN, shortest, Image.Resampling.BILINEAR)


def lit(width: int, height: int, box: Box) -> Pixels:
    """A black photo that is white in a box given by fractions."""
    photo = np.zeros((height, width, 3), np.uint8)
    left, top, right, bottom = box
    photo[round(top * height) : round(bottom * height), round(left * width) : round(right * width)] = 255
    return photo


def brightness(pixels: Pixels) -> FloatArray:
    """What a model that sees nothing but brightness would draw: the mean of each patch."""
    patch = SIDE // GRID[0]
    return np.asarray(pixels.reshape(GRID[0], patch, GRID[1], patch, 3).mean((1, 3, 4)) / 255, np.float32)


def inner_box(frame: Box) -> Box:
    """The middle sixteenth of the right upper part of a frame."""
    left, top, right, bottom = frame
    across, down = right - left, bottom - top
    return left + 0.5 * across, top + 0.125 * down, left + 0.75 * across, top + 0.375 * down


@fits
@shapes
def test_a_bright_square_comes_back_to_its_place(fit: Fit, width: int, height: int) -> None:
    frame = square().frame(width, height, fit)
    box = inner_box(frame)
    found = brightness(square().cut(lit(width, height, box), fit))
    row, col = np.unravel_index(int(found.argmax()), GRID)
    left, top, right, bottom = cell_box(frame, GRID, int(row), int(col))
    pixel = (1 / width, 1 / height)
    assert box[0] - pixel[0] <= left < right <= box[2] + pixel[0]
    assert box[1] - pixel[1] <= top < bottom <= box[3] + pixel[1]


@fits
@shapes
def test_the_middle_of_what_is_lit_stays_where_it_was(fit: Fit, width: int, height: int) -> None:
    frame = square().frame(width, height, fit)
    photo = lit(width, height, inner_box(frame))
    fine = in_photo(brightness(square().cut(photo, fit)), frame, (400, 400))
    truth = photo[..., 0] > 0
    cell = max((frame[2] - frame[0]) / GRID[1], (frame[3] - frame[1]) / GRID[0])
    assert centre(fine) == pytest.approx(centre(truth.astype(np.float32)), abs=0.35 * cell)


def centre(values: FloatArray) -> tuple[float, float]:
    """Of gravity, in fractions from the left and the top."""
    rows, cols = values.shape
    weight = values / values.sum()
    x = float((weight.sum(0) * (np.arange(cols) + 0.5)).sum() / cols)
    return x, float((weight.sum(1) * (np.arange(rows) + 0.5)).sum() / rows)


@shapes
def test_what_the_processor_cuts_off_is_not_seen(width: int, height: int) -> None:
    frame = square().frame(width, height, Fit.CROP)
    margins = [(0.0, 0.0, frame[0] - 2 / width, 1.0), (0.0, 0.0, 1.0, frame[1] - 2 / height)]
    for left, top, right, bottom in margins:
        if right > 0.05 and bottom > 0.05:
            photo = lit(width, height, (left, top, right, bottom))
            assert square().cut(photo, Fit.CROP).max() < 30
            assert square().cut(photo, Fit.SQUASH).max() > 200


@shapes
def test_the_frame_is_a_centred_square_of_the_photo(width: int, height: int) -> None:
    left, top, right, bottom = square().frame(width, height, Fit.CROP)
    assert (left == 0 and right == 1) or (top == 0 and bottom == 1)
    assert (right - left) * width == pytest.approx((bottom - top) * height, abs=max(width, height) / SIDE)
    assert left + right == pytest.approx(1, abs=1 / SIDE)
    assert square().frame(width, height, Fit.SQUASH) == square(None).frame(width, height, Fit.CROP) == (0, 0, 1, 1)


@fits
def test_the_sum_of_a_map_stays_the_same_in_the_photo(fit: Fit) -> None:
    values = np.random.default_rng(0).random((3, *GRID), dtype=np.float32)
    frame = square().frame(200, 90, fit)
    assert in_photo(values, frame, (37, 53)).sum((1, 2)) == pytest.approx(values.sum((1, 2)), rel=1e-5)


@shapes
def test_the_cut_is_the_processors_own_to_the_pixel(width: int, height: int) -> None:
    library: Any = importlib.import_module("transformers")
    processor = library.CLIPImageProcessorPil(
        size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE}, do_normalize=False
    )
    photo = np.random.default_rng(1).integers(0, 256, (height, width, 3), dtype=np.uint8)
    theirs = processor(Image.fromarray(photo), return_tensors="np")["pixel_values"]
    ours = InputSquare(PLAIN, SIDE).read(photo, Fit.CROP)
    assert np.abs(theirs - ours).max() < 1e-6
