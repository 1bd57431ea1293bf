"""The door under mutated files, always the same 2,000: each is a photo or a named problem, and none takes long."""

from __future__ import annotations

import io
import time

import numpy as np
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from PIL import Image

from app.photos.door import PhotoLimits, decode_image
from app.photos.photo import accept_photo
from models.errors import InvalidPhoto
from tests.door import FORMATS
from tests.photographs import photo, saved, scene, turned_photo

MUTATIONS = 2000
LONGEST = 2.0  # seconds of this thread's own time, which a busy machine does not lengthen
LIMITS = PhotoLimits(max_bytes=2_000_000, max_pixels=4_000_000)


def corpus() -> list[bytes]:
    """One of every format, and of every odd kind that the readers have paths of their own for."""
    still = Image.fromarray(scene())
    frames = {"save_all": True, "append_images": [still.rotate(90), still.rotate(180)]}
    deep = Image.fromarray((np.arange(48 * 32, dtype=np.uint16) * 40).reshape(32, 48))
    return [
        *(photo(each) for each in FORMATS),
        turned_photo(6, "JPEG"),
        photo("JPEG", progressive=True),
        saved(still.convert("CMYK"), "JPEG"),
        saved(still.convert("P"), "PNG", transparency=3),
        saved(deep, "PNG"),
        saved(still, "GIF", **frames),
        saved(still, "WEBP", **frames),
        saved(still, "TIFF", compression="tiff_lzw", **frames),
        saved(still.convert("1"), "TIFF", compression="group4"),
        saved(still.convert("RGBA"), "PNG"),
    ]


CORPUS = corpus()


def _splice(content: bytearray, at: int, length: int, other: bytes) -> None:
    content[at : at + length] = other[at : at + length]


def _flip(content: bytearray, at: int, length: int, other: bytes) -> None:
    if content:
        content[at] ^= 1 << (length % 8)


def _cut(content: bytearray, at: int, length: int, other: bytes) -> None:
    del content[at : at + length]


def _double(content: bytearray, at: int, length: int, other: bytes) -> None:
    content[at:at] = content[at : at + length]


def _truncate(content: bytearray, at: int, length: int, other: bytes) -> None:
    del content[at:]


def _largest(content: bytearray, at: int, length: int, other: bytes) -> None:
    content[at : at + length] = b"\xff" * length


def _header(content: bytearray, at: int, length: int, other: bytes) -> None:
    content[at % 64 : at % 64 + 4] = other[-4:]


MUTATE = (_splice, _flip, _cut, _double, _truncate, _largest, _header)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A file of the corpus with a few of its bytes changed, cut out, doubled or taken from another."""
    content = bytearray(draw(st.sampled_from(CORPUS)))
    for _ in range(draw(st.integers(1, 4))):
        at, length = draw(st.integers(0, max(0, len(content) - 1))), draw(st.sampled_from([1, 1, 2, 3, 4, 16, 200]))
        other = draw(st.sampled_from(CORPUS) | st.binary(min_size=4, max_size=2000))
        draw(st.sampled_from(MUTATE))(content, at, length, other)
    return bytes(content)


@seed(20261127)
@settings(
    max_examples=MUTATIONS,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(mutated())
def test_whatever_is_sent_is_a_photo_or_a_named_problem(content: bytes) -> None:
    began = time.thread_time()
    problem = _problem(content)
    assert problem is None or (problem.code and problem.hint)
    assert time.thread_time() - began < LONGEST


def _problem(content: bytes) -> InvalidPhoto | None:
    """Why it is not let in; otherwise it is kept as a photo."""
    try:
        pixels = decode_image(content, LIMITS).pixels
    except InvalidPhoto as error:
        return error
    assert pixels.dtype == np.uint8
    assert pixels.ndim == 3
    assert pixels.shape[0] * pixels.shape[1] <= LIMITS.max_pixels
    kept = accept_photo(content, LIMITS)
    assert Image.open(io.BytesIO(kept.kept)).size == (kept.width, kept.height)
    return None


def test_the_files_that_are_mutated_are_photos() -> None:
    assert all(decode_image(content, LIMITS).pixels.shape == (32, 48, 3) for content in CORPUS)
