from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from app.photos.door import PhotoLimits, decode_image
from app.photos.photo import accept_photo, read_pixels
from app.photos.plain_jpeg import plain_jpeg
from tests.photographs import animation, photo, saved, scene, turned_photo

NOISE = np.random.default_rng(0).integers(0, 255, (61, 83, 3), np.uint8)
OPTIONS: list[dict[str, Any]] = [
    {},
    {"quality": 30},
    {"subsampling": "4:2:0"},
    {"subsampling": "4:4:4"},
    {"progressive": True},
    {"optimize": True},
    {"restart_marker_blocks": 2},
    {"keep_rgb": True},
    {"comment": b"secret"},
    {"exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0secret"},
    {"icc_profile": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()},
    {"dpi": (300, 300)},
]


@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: "-".join(options) or "plain")
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_the_picture_stays_the_same_to_the_bit(options: dict[str, Any], mode: str) -> None:
    content = saved(Image.fromarray(NOISE).convert(mode), "JPEG", **options)
    plain = plain_jpeg(content)
    assert plain is not None
    assert np.array_equal(decode_image(plain, PhotoLimits()).pixels, decode_image(content, PhotoLimits()).pixels)
    assert np.array_equal(read_pixels(plain), decode_image(content, PhotoLimits()).pixels)
    assert b"secret" not in plain


def test_what_is_said_about_the_picture_is_gone() -> None:
    content = photo(comment=b"here", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0", icc_profile=b"x" * 100_000)
    plain = plain_jpeg(content[:-2] + b"\xff\xd9" + b"<script>alert(1)</script>")
    assert plain is not None
    with Image.open(io.BytesIO(plain)) as image:
        assert set(image.info) == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert plain.endswith(b"\xff\xd9")
    assert len(plain) < 3000


def test_a_plain_jpeg_is_as_plain_as_it_gets() -> None:
    plain = plain_jpeg(photo(progressive=True, comment=b"x"))
    assert plain is not None
    assert plain_jpeg(plain) == plain


def test_of_a_phones_file_with_two_pictures_the_first_is_left() -> None:
    content = animation("MPO", 2)
    plain = plain_jpeg(content)
    assert plain is not None
    assert np.array_equal(read_pixels(plain), decode_image(content, PhotoLimits()).pixels)
    assert len(plain) < len(content) * 0.6


@pytest.mark.parametrize("kept", [0, 1, 2, 3, 10, 100, -3, -2])
def test_what_is_no_whole_jpeg_has_no_plain_form(kept: int) -> None:
    assert plain_jpeg(photo()[:kept]) is None


def test_other_files_have_no_plain_form() -> None:
    assert plain_jpeg(photo("PNG")) is None
    assert plain_jpeg(b"\xff\xd8\xff\xe0\x00\x01") is None


def test_no_damage_makes_it_fail() -> None:
    generator, whole = np.random.default_rng(0), photo(progressive=True)
    for _ in range(300):
        broken = bytearray(whole)
        for place in generator.integers(0, len(broken), 6):
            broken[place] = generator.integers(0, 256)
        plain_jpeg(bytes(broken))


def test_a_jpeg_to_which_nothing_is_done_is_kept_without_loss() -> None:
    content = photo(width=640, height=480)
    kept = accept_photo(content, PhotoLimits())
    assert kept.kept == plain_jpeg(content)
    assert np.array_equal(kept.pixels, read_pixels(kept.kept))
    assert kept.notes == ()


@pytest.mark.parametrize(
    "content",
    [
        photo("PNG"),
        turned_photo(6, "JPEG"),
        photo(width=2000, height=1500),
        saved(Image.fromarray(scene()).convert("CMYK"), "JPEG"),
        saved(Image.fromarray(NOISE), "JPEG", quality=100, subsampling="4:4:4"),  # more than a byte a pixel
    ],
    ids=["png", "turned", "large", "cmyk", "heavy"],
)
def test_all_else_is_encoded_anew(content: bytes) -> None:
    kept = accept_photo(content, PhotoLimits())
    assert kept.kept != plain_jpeg(content)
    assert np.array_equal(kept.pixels, read_pixels(kept.kept))
