from __future__ import annotations

import io

import numpy as np
from PIL import Image

from app.photos.door import PhotoLimits
from app.photos.photo import accept_photo, read_pixels
from tests.photographs import photo, scene, turned_photo

LIMITS = PhotoLimits()


def test_a_kept_photo_has_no_metadata() -> None:
    kept = accept_photo(turned_photo(6, "JPEG"), LIMITS)
    with Image.open(io.BytesIO(kept.jpeg)) as image:
        assert image.getexif() == {}
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_kept_photo_keeps_its_colours_in_full_detail() -> None:
    pixels = read_pixels(accept_photo(photo("PNG"), LIMITS).jpeg)
    assert np.abs(pixels.astype(int) - scene().astype(int)).mean() < 2


def test_the_same_file_gives_the_same_photo_every_time() -> None:
    assert accept_photo(photo("PNG"), LIMITS).id == accept_photo(photo("PNG"), LIMITS).id
    assert accept_photo(photo("PNG"), LIMITS).id != accept_photo(photo("PNG", 64, 32), LIMITS).id


def test_width_and_height_are_the_upright_ones() -> None:
    kept = accept_photo(turned_photo(8, "JPEG"), LIMITS)
    assert (kept.height, kept.width) == read_pixels(kept.jpeg).shape[:2]
    assert kept.width > kept.height


def test_a_kept_photo_goes_through_the_door_again_unchanged_in_size() -> None:
    kept = accept_photo(photo("PNG", 1600, 1200), LIMITS)
    again = accept_photo(kept.jpeg, LIMITS)
    assert (again.width, again.height, again.notes) == (1600, 1200, ())
