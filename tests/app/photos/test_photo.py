from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from app.photos.door import PhotoLimits
from app.photos.photo import GLANCE, Photo, accept_photo, read_pixels
from models.engine.attender import SIZE
from models.preprocessing import squash
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


@pytest.mark.parametrize(
    ("size", "read"), [((1600, 1200), (800, 600)), ((1200, 1600), (600, 800)), ((880, 1600), None)]
)
def test_a_large_photo_is_read_at_half_its_size_and_shows_the_same(
    size: tuple[int, int], read: tuple[int, int] | None
) -> None:
    kept = accept_photo(photo("PNG", *size), LIMITS)
    width, height = read or size
    assert kept.glance.shape == (height, width, 3)
    assert min(width, height) >= GLANCE
    exact, quick = (squash(pixels, GLANCE).astype(int) for pixels in (kept.pixels, kept.glance))
    assert np.abs(exact - quick).mean() < 1
    assert np.array_equal(Photo(kept.jpeg, kept.width, kept.height).glance, kept.glance)


def test_a_photo_that_was_kept_as_sent_is_read_as_it_will_be_from_the_store() -> None:
    for size in ((1600, 1200), (600, 400)):
        kept = accept_photo(photo("JPEG", *size), LIMITS)
        assert kept.decoded is not None
        assert np.array_equal(Photo(kept.jpeg, kept.width, kept.height).glance, kept.glance)


def test_no_model_of_the_words_reads_more_than_a_glance() -> None:
    assert GLANCE >= SIZE
