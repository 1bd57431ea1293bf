"""Photos that are let in: every format, upright, scaled, the first of several."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from app.photos.door import PhotoLimits
from tests.door import FORMATS, assert_shows_the_scene, codes, decoded
from tests.photographs import HEIGHT, WIDTH, animation, photo, saved, turned_photo


@pytest.mark.parametrize("format", FORMATS)
def test_every_allowed_format_shows_the_same_scene(format: str) -> None:
    result = decoded(photo(format))
    assert_shows_the_scene(result)
    assert codes(result) == []


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF", "HEIF"])
def test_every_exif_orientation_is_shown_upright(orientation: int, format: str) -> None:
    result = decoded(turned_photo(orientation, format))
    assert result.pixels.shape == (HEIGHT, WIDTH, 3)
    assert_shows_the_scene(result)
    assert ("exif_rotated" in codes(result)) == (orientation > 1)


def test_an_orientation_that_does_not_exist_is_ignored() -> None:
    result = decoded(turned_photo(9, "JPEG"))
    assert_shows_the_scene(result)
    assert codes(result) == []


@pytest.mark.parametrize("format", ["GIF", "PNG", "WEBP", "TIFF", "AVIF"])
def test_of_an_animation_the_first_frame_is_taken_and_the_count_is_told(format: str) -> None:
    result = decoded(animation(format))
    assert_shows_the_scene(result)
    assert [(note.code, note.values) for note in result.notes] == [("first_frame", {"count": 3})]


def test_a_phone_photo_with_a_second_picture_inside_is_one_photo() -> None:
    result = decoded(animation("MPO", frames=2))
    assert_shows_the_scene(result)
    assert codes(result) == []


def test_a_large_photo_is_scaled_down_and_that_is_told() -> None:
    result = decoded(photo("JPEG", 2400, 1600))
    assert result.pixels.shape == (1067, 1600, 3)
    assert_shows_the_scene(result)
    assert [(note.code, note.values) for note in result.notes] == [
        ("scaled_down", {"from": "2400 × 1600", "to": "1600 × 1067"})
    ]


def test_a_large_photo_that_is_turned_tells_its_upright_size() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    result = decoded(photo("JPEG", 2400, 1600, exif=exif))
    assert result.pixels.shape == (1600, 1067, 3)
    assert [note.values for note in result.notes if note.code == "scaled_down"] == [
        {"from": "1600 × 2400", "to": "1067 × 1600"}
    ]


@pytest.mark.parametrize("mode", ["RGBA", "L", "P", "CMYK", "I;16", "1"])
def test_photos_of_every_mode_can_be_scaled_down(mode: str) -> None:
    large = Image.fromarray(np.zeros((300, 400), np.uint16)) if mode == "I;16" else Image.new(mode, (400, 300))
    result = decoded(saved(large, "TIFF" if mode == "CMYK" else "PNG"), PhotoLimits(max_side=100))
    assert result.pixels.shape == (75, 100, 3)


def test_a_wide_panorama_is_kept_whole() -> None:
    result = decoded(photo("JPEG", 12_000, 600))
    assert result.pixels.shape == (80, 1600, 3)
    assert codes(result) == ["scaled_down"]
