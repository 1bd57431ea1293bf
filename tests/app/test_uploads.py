"""Every kind of photo file: what comes out of the door, and what is told about it."""

from __future__ import annotations

import warnings
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageCms

from app.uploads import DecodedPhoto, PhotoLimits, decode_image
from models.errors import InvalidPhoto
from tests.photographs import (
    HEIGHT,
    WIDTH,
    animation,
    deep_png,
    photo,
    png,
    png_bomb,
    saved,
    scene,
    turned_photo,
)

LIMITS = PhotoLimits()
FORMATS = ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF"]


def decoded(content: bytes, limits: PhotoLimits = LIMITS) -> DecodedPhoto:
    result = decode_image(content, limits)
    assert result.pixels.dtype == np.uint8
    assert result.pixels.ndim == 3
    assert result.pixels.shape[2] == 3
    return result


def codes(photo: DecodedPhoto) -> list[str]:
    return [note.code for note in photo.notes]


def assert_shows_the_scene(result: DecodedPhoto, tolerance: float = 12) -> None:
    """The middles of the four quarters have the scene's colours, so nothing is turned, mirrored or swapped."""
    height, width = result.pixels.shape[:2]
    for row, col in ((1, 1), (1, 3), (3, 1), (3, 3)):
        got = result.pixels[height * row // 4, width * col // 4].astype(float)
        want = scene()[HEIGHT * row // 4, WIDTH * col // 4].astype(float)
        assert got == pytest.approx(want, abs=tolerance)


def refusal(content: bytes, limits: PhotoLimits = LIMITS) -> InvalidPhoto:
    with pytest.raises(InvalidPhoto) as caught:
        decode_image(content, limits)
    assert caught.value.hint
    assert caught.value.argument == "image"
    return caught.value


@pytest.mark.parametrize("format", FORMATS)
def test_every_allowed_format_shows_the_same_scene(format: str) -> None:
    result = decoded(photo(format))
    assert_shows_the_scene(result)
    assert codes(result) == []


@pytest.mark.parametrize("format", ["PPM", "TGA", "ICO", "PCX", "DDS", "JPEG2000", "SGI", "PDF", "EPS"])
def test_every_other_format_is_refused_even_if_pillow_could_read_it(format: str) -> None:
    assert refusal(photo(format)).code in {"not_a_photo", "other_format"}


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
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
    from app.examples import _skimage_file

    with Image.open(_skimage_file("rocket.jpg")) as image:
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


def test_a_file_is_read_by_what_it_is_not_by_what_it_is_called() -> None:
    assert_shows_the_scene(decoded(photo("PNG")))  # no name and no type ever reach the door


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\0\0\0\x20ftypheic....", "HEIC"),
        (b"\0\0\0\x20ftypmif1....", "HEIC"),
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


@pytest.mark.parametrize("content", [b"hello", b"\0" * 1000, b"\xff\xd8", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"BM"])
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


def test_a_bmp_of_sixteen_bits_a_pixel_is_not_deep() -> None:
    header = b"BM" + (54 + 16 * 16 * 2).to_bytes(4, "little") + bytes(4) + (54).to_bytes(4, "little")
    header += (40).to_bytes(4, "little") + (16).to_bytes(4, "little") * 2 + b"\1\0\x10\0" + bytes(24)
    result = decoded(header + bytes([0x00, 0x7C]) * 256)
    assert result.pixels[3, 3].tolist() == [255, 0, 0]
    assert codes(result) == []


def test_interlaced_and_tiny_palettes_work() -> None:
    rows = b"".join(b"\0" + bytes([0b10101010] * 2) for _ in range(16))
    assert decoded(png(16, 16, 1, 0, rows)).pixels[0, :2, 0].tolist() == [255, 0]
