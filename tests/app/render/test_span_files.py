from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from app.photos.door import PhotoLimits
from app.photos.photo import accept_photo
from app.render.span_files import COLUMNS, csv_file, heat_file, npz_file, overlay_file
from models.errors import InvalidArgument
from models.results import Pixels, SentenceAttention
from models.spans import read_span, read_whole
from tests.fakes import FakeAttender
from tests.photographs import saved

LANDSCAPE, PORTRAIT = (84, 56), (56, 84)
SQUARE = (7 / 14, 3 / 14)  # left and top of the bright square, as shares of the upright photo
SIDE = 1 / 14  # of the photo: one cell of the fake's grid
_STORED = {1: None, 3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}


def spotted(size: tuple[int, int], orientation: int = 1) -> bytes:
    """A dark photo with one bright square, stored so that only its EXIF turns it upright."""
    width, height = size
    pixels = np.full((height, width, 3), 20, np.uint8)
    top, left = round(SQUARE[1] * height), round(SQUARE[0] * width)
    pixels[top : top + round(SIDE * height), left : left + round(SIDE * width)] = 250
    image, turn = Image.fromarray(pixels), _STORED[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(image if turn is None else image.transpose(turn), "PNG", exif=exif)


def looked(content: bytes) -> tuple[Pixels, SentenceAttention]:
    photo, attender = accept_photo(content, PhotoLimits()), FakeAttender()
    return photo.pixels, attender.read(attender.look(photo.pixels), "cat with a dog")


def brightest(values: NDArray[np.generic]) -> tuple[float, float]:
    """Where the most is, as shares of the width and the height."""
    row, col = np.unravel_index(np.argmax(values), values.shape)
    return (col + 0.5) / values.shape[1], (row + 0.5) / values.shape[0]


def opened(png: bytes, mode: str) -> NDArray[np.uint8]:
    image = Image.open(io.BytesIO(png))
    assert image.mode in {mode, "P"}
    return np.asarray(image.convert(mode))


@pytest.mark.parametrize("orientation", _STORED)
@pytest.mark.parametrize("size", [LANDSCAPE, PORTRAIT])
def test_every_file_lies_in_the_upright_photos_own_frame(size: tuple[int, int], orientation: int) -> None:
    pixels, result = looked(spotted(size, orientation))
    span = read_span(result, 0, 0)
    middle = tuple(edge + SIDE / 2 for edge in SQUARE)
    heat = opened(heat_file(result, span), "RGBA")
    lit = opened(overlay_file(pixels, result, span), "RGB")
    assert heat.shape == (size[1], size[0], 4)
    assert lit.shape == pixels.shape == (size[1], size[0], 3)
    assert brightest(heat[..., 3]) == pytest.approx(middle, abs=SIDE)
    changed = np.abs(lit.astype(int) - pixels).sum(-1)
    assert brightest(changed) == pytest.approx(middle, abs=SIDE)
    with np.load(io.BytesIO(npz_file(result, span))) as arrays:
        assert brightest(arrays["evidence"]) == pytest.approx(middle, abs=SIDE / 2)
        assert arrays["size"].tolist() == list(size)
    rows = list(csv.DictReader(io.StringIO(csv_file(result, span))))
    most = max(rows, key=lambda row: float(row["evidence"]))
    assert (float(most["left"]), float(most["top"])) == pytest.approx(SQUARE, abs=1e-3)


def test_the_ground_of_the_heat_is_transparent_and_strength_0_leaves_the_photo() -> None:
    pixels, result = looked(spotted(LANDSCAPE))
    span = read_span(result, 0, 0)
    assert opened(heat_file(result, span), "RGBA")[-1, 0, 3] == 0
    assert np.array_equal(opened(overlay_file(pixels, result, span, 0), "RGB"), pixels)


def test_numbers_are_the_spans_and_each_words() -> None:
    _, result = looked(spotted(LANDSCAPE))
    with np.load(io.BytesIO(npz_file(result, read_whole(result)))) as arrays:
        assert arrays["words"].tolist() == ["cat", "with", "a", "dog"]
        assert arrays["word_attention"].shape == (4, *result.words[0].attention.shape)
        assert np.array_equal(arrays["word_evidence"][3], result.words[3].evidence)
        assert float(arrays["score"]) == result.match
    table = csv_file(result, read_whole(result)).splitlines()
    assert table[0] == ",".join(COLUMNS)
    assert len(table) == 1 + 14 * 14


def test_what_was_not_found_is_not_painted_but_has_numbers() -> None:
    pixels, result = looked(spotted(LANDSCAPE))
    dog = read_span(result, 3, 3)
    with pytest.raises(InvalidArgument, match="dog"):
        heat_file(result, dog)
    with pytest.raises(InvalidArgument, match="dog"):
        overlay_file(pixels, result, dog)
    assert npz_file(result, dog)
    assert csv_file(result, dog)
