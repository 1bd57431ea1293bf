"""Files that are refused, and why; nothing gets past the door as anything but a photo or an InvalidPhoto."""

from __future__ import annotations

import warnings
from contextlib import suppress

import numpy as np
import pytest

from app.photos.door import PhotoLimits, decode_image
from models.errors import InvalidPhoto
from tests.door import FORMATS, LIMITS, assert_shows_the_scene, decoded, refusal
from tests.photographs import photo, png_bomb


@pytest.mark.parametrize("format", ["PPM", "TGA", "ICO", "PCX", "DDS", "JPEG2000", "SGI", "PDF", "EPS"])
def test_every_other_format_is_refused_even_if_pillow_could_read_it(format: str) -> None:
    assert refusal(photo(format)).code in {"not_a_photo", "other_format"}


@pytest.mark.parametrize(("width", "height"), [(1, 1), (7, 300), (300, 7), (20_000, 60)])
def test_what_is_too_small_or_too_narrow_is_refused(width: int, height: int) -> None:
    assert refusal(photo("PNG", width, height)).code == "too_small"


def test_the_smallest_photo_is_let_in() -> None:
    assert decoded(photo("PNG", 8, 8)).pixels.shape == (8, 8, 3)


@pytest.mark.parametrize("side", [8_000, 12_000, 20_000, 60_000])
def test_a_bomb_is_refused_before_it_is_decoded(side: int) -> None:
    error = refusal(png_bomb(side))
    assert error.code == "too_many_pixels"
    assert error.values == {"megapixels": "50"}


def test_a_gif_whose_frame_is_larger_than_its_canvas_is_measured_by_the_frame() -> None:
    content = bytearray(photo("GIF"))
    start = content.index(b"\x2c")  # image descriptor: left, top, width, height
    content[start + 5 : start + 9] = (60_000).to_bytes(2, "little") * 2
    assert refusal(bytes(content)).code in {"too_many_pixels", "truncated", "damaged"}


def test_a_file_with_too_many_bytes_is_refused() -> None:
    error = refusal(photo(), PhotoLimits(max_bytes=100))
    assert error.code == "too_many_bytes"
    assert error.values == {"megabytes": "0.0001"}


def test_an_empty_file_is_refused() -> None:
    assert refusal(b"").code == "empty_photo"


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("kept", [0.2, 0.6, 0.95])
def test_a_file_that_ends_early_is_refused(format: str, kept: float) -> None:
    whole = photo(format, 400, 300)
    assert refusal(whole[: int(len(whole) * kept)]).code in {"truncated", "damaged", "not_a_photo"}


def test_a_jpeg_that_ends_early_says_so() -> None:
    whole = photo("JPEG", 400, 300)
    assert refusal(whole[: len(whole) // 2]).code == "truncated"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\0\0\0\x20ftypisom....", "MP4"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"<!DOCTYPE html><p>", "HTML"),
        (b"8BPS\0\1", "PSD"),
        (b"PK\x03\x04 ...", "ZIP"),
    ],
)
def test_a_well_known_other_kind_of_file_is_called_by_its_name(content: bytes, kind: str) -> None:
    error = refusal(content)
    assert error.code == "other_format"
    assert error.values["kind"] == kind


@pytest.mark.parametrize(
    "content", [b"hello", b"\0" * 1000, b"\xff\xd8", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"BM", b"\0\0\0\x20ftypheic...."]
)
def test_what_is_no_photo_is_refused(content: bytes) -> None:
    assert refusal(content).code in {"not_a_photo", "damaged", "truncated"}


@pytest.mark.parametrize("format", FORMATS)
def test_no_damage_gets_past_the_door_as_anything_but_an_invalid_photo(format: str) -> None:
    whole = photo(format)
    generator = np.random.default_rng(0)
    for _ in range(60):
        broken = bytearray(whole)
        for place in generator.integers(0, len(broken), 8):
            broken[place] = generator.integers(0, 256)
        with suppress(InvalidPhoto):
            decode_image(bytes(broken), LIMITS)


def test_odd_metadata_is_dropped_without_a_warning() -> None:
    content = photo("JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x05\x01\x12\0\x03\0\0\0\x01")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert_shows_the_scene(decoded(content))


def test_a_tiff_with_broken_tags_warns_nobody() -> None:
    content = bytearray(photo("TIFF"))
    directory = int.from_bytes(content[4:8], "little")
    content[directory + 2 + 12 * 9 + 8 : directory + 2 + 12 * 9 + 12] = b"\xff\xff\xff\x7f"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with suppress(InvalidPhoto):
            decode_image(bytes(content), LIMITS)
