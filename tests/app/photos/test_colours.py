"""Colours of every kind become 8-bit sRGB over white."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms

from tests.door import assert_shows_the_scene, codes, decoded
from tests.photographs import HEIGHT, WIDTH, deep_png, photo, png, saved, scene


def test_grey_becomes_three_equal_channels() -> None:
    grey = np.tile(np.arange(WIDTH, dtype=np.uint8) * 5, (HEIGHT, 1))
    result = decoded(saved(Image.fromarray(grey), "PNG"))
    assert np.array_equal(result.pixels, np.repeat(grey[..., None], 3, axis=2))


def test_black_and_white_is_black_and_white() -> None:
    result = decoded(saved(Image.fromarray(scene()[..., 0] > 100).convert("1"), "PNG"))
    assert set(np.unique(result.pixels)) == {0, 255}


def with_alpha(mode: str) -> Image.Image:
    image = Image.fromarray(scene()).convert("L" if mode == "LA" else "RGB")
    image.putalpha(Image.fromarray(np.where(np.arange(WIDTH) < 8, 0, 255).astype(np.uint8)[None].repeat(HEIGHT, 0)))
    return image


@pytest.mark.parametrize(("mode", "format"), [("RGBA", "PNG"), ("LA", "PNG"), ("RGBA", "WEBP"), ("RGBA", "TIFF")])
def test_see_through_parts_lie_on_white_and_that_is_told(mode: str, format: str) -> None:
    result = decoded(saved(with_alpha(mode), format, **({"lossless": True} if format == "WEBP" else {})))
    assert np.all(result.pixels[:, :8] == 255)
    assert not np.any(np.all(result.pixels[:, 8:] == 255, axis=2))
    assert codes(result) == ["alpha_white"]


def test_half_see_through_is_half_white() -> None:
    image = Image.new("RGBA", (WIDTH, HEIGHT), (0, 0, 0, 128))
    assert decoded(saved(image, "PNG")).pixels[5, 5].tolist() == [127, 127, 127]


def test_an_alpha_channel_that_hides_nothing_is_not_worth_a_note() -> None:
    result = decoded(saved(Image.fromarray(scene()).convert("RGBA"), "PNG"))
    assert np.array_equal(result.pixels, scene())
    assert codes(result) == []


def test_a_palette_with_a_transparent_entry_lies_on_white() -> None:
    image = Image.fromarray(scene()).quantize(4)
    image.info["transparency"] = bytes([0, 255, 255, 255])  # per entry: the kind that Pillow warns about
    result = decoded(saved(image, "PNG", transparency=image.info["transparency"]))
    assert "alpha_white" in codes(result)
    assert np.any(np.all(result.pixels == 255, axis=2))


def test_one_transparent_colour_of_an_rgb_photo_lies_on_white() -> None:
    result = decoded(saved(Image.fromarray(scene()), "PNG", transparency=(220, 30, 30)))
    assert np.all(result.pixels[: HEIGHT // 2, : WIDTH // 2] == 255)
    assert codes(result) == ["alpha_white"]


@pytest.mark.parametrize("channels", [1, 3])
def test_sixteen_bit_png_is_scaled_not_clipped(channels: int) -> None:
    ramp = np.linspace(0, 65535, WIDTH).astype(np.uint16)
    shape = (HEIGHT, WIDTH, channels)
    result = decoded(deep_png(np.broadcast_to(ramp[:, None], shape).squeeze()))
    assert result.pixels[0, :, 0].astype(float) == pytest.approx(np.linspace(0, 255, WIDTH), abs=1.0)
    assert codes(result) == ["sixteen_bit"]


def test_sixteen_bit_tiff_is_scaled_not_clipped() -> None:
    ramp = np.tile(np.linspace(0, 65535, WIDTH).astype(np.uint16), (HEIGHT, 1))
    result = decoded(saved(Image.fromarray(ramp), "TIFF"))
    assert result.pixels[0, :, 0].astype(float) == pytest.approx(np.linspace(0, 255, WIDTH), abs=1.0)
    assert codes(result) == ["sixteen_bit"]


@pytest.mark.parametrize("dtype", [np.float32, np.int32])
def test_a_photo_of_measurements_is_stretched_from_least_to_most(dtype: type) -> None:
    ramp: NDArray[Any] = np.tile(np.linspace(-500, 1500, WIDTH), (HEIGHT, 1)).astype(dtype)
    result = decoded(saved(Image.fromarray(ramp), "TIFF"))
    assert result.pixels.min() == 0
    assert result.pixels.max() == 255
    assert [(note.code, note.values) for note in result.notes] == [("range_stretched", {"low": "-500", "high": "1500"})]


def test_a_photo_without_any_contrast_is_black_not_an_error() -> None:
    flat = np.full((HEIGHT, WIDTH), 7.0, np.float32)
    assert decoded(saved(Image.fromarray(flat), "TIFF")).pixels.max() == 0


def test_values_that_are_no_numbers_do_not_spoil_the_rest() -> None:
    ramp = np.tile(np.linspace(0, 1, WIDTH, dtype=np.float32), (HEIGHT, 1))
    ramp[0, 0], ramp[0, 1] = np.nan, np.inf
    assert decoded(saved(Image.fromarray(ramp), "TIFF")).pixels[5, -1, 0] == 255


@pytest.mark.parametrize("format", ["JPEG", "TIFF"])
def test_print_colours_become_screen_colours(format: str) -> None:
    options = {"quality": 95} if format == "JPEG" else {}
    result = decoded(saved(Image.fromarray(scene()).convert("CMYK"), format, **options))
    assert_shows_the_scene(result, tolerance=25)
    assert codes(result) == ["cmyk"]


def test_a_colour_profile_is_applied_and_named() -> None:
    result = decoded(photo("PNG", icc_profile=wide_profile()))
    assert codes(result) == ["colour_profile"]
    assert not np.array_equal(result.pixels, scene())


def wide_profile() -> bytes:
    """The Adobe RGB profile that one of scikit-image's photos carries."""
    from app.samples.examples import _photo_file

    with Image.open(_photo_file("rocket.jpg")) as image:
        return bytes(image.info["icc_profile"])


def test_an_srgb_profile_changes_nothing() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    result = decoded(photo("PNG", icc_profile=srgb))
    assert np.array_equal(result.pixels, scene())
    assert codes(result) == []


@pytest.mark.parametrize("profile", [b"not a profile", wide_profile()[:200]])
def test_a_broken_colour_profile_is_ignored(profile: bytes) -> None:
    assert np.array_equal(decoded(photo("PNG", icc_profile=profile)).pixels, scene())


def test_a_profile_for_other_colours_than_the_photos_is_ignored() -> None:
    grey = saved(Image.fromarray(scene()).convert("L"), "PNG", icc_profile=wide_profile())
    assert codes(decoded(grey)) == []


def test_a_bmp_of_sixteen_bits_a_pixel_is_not_deep() -> None:
    header = b"BM" + (54 + 16 * 16 * 2).to_bytes(4, "little") + bytes(4) + (54).to_bytes(4, "little")
    header += (40).to_bytes(4, "little") + (16).to_bytes(4, "little") * 2 + b"\1\0\x10\0" + bytes(24)
    result = decoded(header + bytes([0x00, 0x7C]) * 256)
    assert result.pixels[3, 3].tolist() == [255, 0, 0]
    assert codes(result) == []


def test_interlaced_and_tiny_palettes_work() -> None:
    rows = b"".join(b"\0" + bytes([0b10101010] * 2) for _ in range(16))
    assert decoded(png(16, 16, 1, 0, rows)).pixels[0, :2, 0].tolist() == [255, 0]
