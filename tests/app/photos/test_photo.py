from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageOps

from app.photos.door import PhotoLimits
from app.photos.lighter import small_webp, whole_webp
from app.photos.photo import GLANCE, Photo, accept_photo, media_type_of, read_pixels
from app.settings import Settings
from models.engine.attender import SIZE
from models.engine.lab.stages import load_stages
from models.preprocessing import squash
from tests.photographs import photo, scene, turned_photo

LIMITS = PhotoLimits()


def test_a_kept_photo_has_no_metadata() -> None:
    kept = accept_photo(turned_photo(6, "JPEG"), LIMITS)
    with Image.open(io.BytesIO(kept.kept)) as image:
        assert image.getexif() == {}
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "loop", "background"}


def noise(width: int, height: int) -> Image.Image:
    """What no lossy codec keeps."""
    return Image.fromarray(np.random.default_rng(3).integers(0, 256, (height, width, 3), np.uint8))


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "BMP"])
@pytest.mark.parametrize("size", [(40, 30), (1000, 1000), (451, 300)])
def test_a_photo_that_was_sent_without_loss_is_kept_without_loss(kind: str, size: tuple[int, int]) -> None:
    sent, file = noise(*size), io.BytesIO()
    sent.save(file, kind, **({"lossless": True} if kind == "WEBP" else {}))
    kept = accept_photo(file.getvalue(), LIMITS)
    assert np.array_equal(read_pixels(kept.kept), np.asarray(sent))
    assert np.array_equal(kept.pixels, np.asarray(sent))
    assert kept.notes == ()
    assert media_type_of(kept.kept) == "image/webp"


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_jpeg_that_is_turned_loses_nothing_more(orientation: int) -> None:
    sent = turned_photo(orientation, "JPEG")
    upright = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(sent))).convert("RGB"))
    kept = accept_photo(sent, LIMITS)
    assert np.array_equal(read_pixels(kept.kept), upright)
    assert media_type_of(kept.kept) == ("image/jpeg" if orientation == 1 else "image/webp")


@pytest.mark.weights
def test_numbers_of_an_uploaded_photo_are_those_of_its_pixels() -> None:
    engine = load_stages(Settings().cache_dir, "small_max")
    sent, file = noise(300, 200), io.BytesIO()
    sent.save(file, "PNG")
    kept = accept_photo(file.getvalue(), LIMITS)
    first, again, own = (engine.logits([pixels]) for pixels in (kept.pixels, read_pixels(kept.kept), np.asarray(sent)))
    assert np.array_equal(first, own)
    assert np.array_equal(again, own)


@pytest.mark.parametrize(("size", "lossy"), [((1000, 1000), False), ((1001, 1000), True), ((1600, 1200), True)])
def test_a_photo_too_large_for_that_is_a_fine_jpeg_and_says_so(size: tuple[int, int], lossy: bool) -> None:
    kept = accept_photo(photo("PNG", *size), LIMITS)
    assert [note.code for note in kept.notes] == ["kept_as_jpeg"] * lossy
    assert media_type_of(kept.kept) == ("image/jpeg" if lossy else "image/webp")
    assert np.array_equal(kept.pixels, read_pixels(kept.kept))
    again = accept_photo(kept.kept, LIMITS)
    assert (again.kept, again.notes) == (kept.kept, ())


def test_what_was_kept_as_jpeg_before_is_still_read_and_shown() -> None:
    file = io.BytesIO()
    Image.fromarray(scene()).save(file, "JPEG", quality=95, subsampling="4:4:4")
    old = file.getvalue()
    assert np.abs(read_pixels(old).astype(int) - scene().astype(int)).mean() < 2
    assert media_type_of(old) == "image/jpeg"
    for light in (small_webp(old), whole_webp(old)):
        assert Image.open(io.BytesIO(light)).format == "WEBP"


def test_the_same_file_gives_the_same_photo_every_time() -> None:
    assert accept_photo(photo("PNG"), LIMITS).id == accept_photo(photo("PNG"), LIMITS).id
    assert accept_photo(photo("PNG"), LIMITS).id != accept_photo(photo("PNG", 64, 32), LIMITS).id


def test_width_and_height_are_the_upright_ones() -> None:
    kept = accept_photo(turned_photo(8, "JPEG"), LIMITS)
    assert (kept.height, kept.width) == read_pixels(kept.kept).shape[:2]
    assert kept.width > kept.height


def test_a_kept_photo_goes_through_the_door_again_unchanged_in_size() -> None:
    kept = accept_photo(photo("PNG", 1600, 1200), LIMITS)
    again = accept_photo(kept.kept, LIMITS)
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
    assert np.array_equal(Photo(kept.kept, kept.width, kept.height).glance, kept.glance)


def test_a_photo_that_was_kept_as_sent_is_read_as_it_will_be_from_the_store() -> None:
    for size in ((1600, 1200), (600, 400)):
        kept = accept_photo(photo("JPEG", *size), LIMITS)
        assert kept.decoded is not None
        assert np.array_equal(Photo(kept.kept, kept.width, kept.height).glance, kept.glance)


def test_no_model_of_the_words_reads_more_than_a_glance() -> None:
    assert GLANCE >= SIZE
