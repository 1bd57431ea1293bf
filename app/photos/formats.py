"""Which photo formats are let in, and opening one by what its bytes are, whatever its name says."""

from __future__ import annotations

import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import pillow_heif
from PIL import Image, UnidentifiedImageError, features

from models.errors import InvalidPhoto

MIME_TYPES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "BMP": "image/bmp",
    "TIFF": "image/tiff",
    "AVIF": "image/avif",
    "HEIF": "image/heic",
}
_EXTRA_TYPES = "image/heif"  # phones call their photos either
_OUR_KINDS = (  # marks of the formats above: whatever starts so and cannot be opened is damaged
    (0, b"\xff\xd8\xff"),
    (0, b"\x89PNG"),
    (8, b"WEBP"),
    (0, b"GIF8"),
    (0, b"BM"),
    (0, b"II*\0"),
    (0, b"MM\0*"),
    (4, b"ftypavi"),
    (4, b"ftyphei"),
    (4, b"ftyphev"),
    (4, b"ftypmif1"),
)
_OTHER_KINDS = {  # bytes at an offset -> what people will know it as
    (4, b"ftyp"): "MP4",
    (0, b"%PDF"): "PDF",
    (0, b"8BPS"): "PSD",
    (0, b"<svg"): "SVG",
    (0, b"<?xml"): "SVG",
    (0, b"<!DOCTYPE"): "HTML",
    (0, b"<html"): "HTML",
    (0, b"\xff\x0a"): "JPEG XL",
    (4, b"JXL "): "JPEG XL",
    (4, b"jP  "): "JPEG 2000",
    (0, b"PK\x03\x04"): "ZIP",
}
_ORIENTATION = 0x0112  # the EXIF tag
_warnings_lock = threading.Lock()

pillow_heif.register_heif_opener(thumbnails=False)  # phones' HEIC photos, read by Pillow like any other


def accepted_formats() -> tuple[str, ...]:
    """The formats we allow, of those that this Pillow can read."""
    return tuple(name for name in MIME_TYPES if name != "AVIF" or features.check("avif"))


def accepted_mime_types() -> str:
    """The same for a file input's `accept`."""
    return ",".join([*(MIME_TYPES[name] for name in accepted_formats()), _EXTRA_TYPES])


@contextmanager
def opened(content: bytes) -> Iterator[Image.Image]:
    """The photo's header read, nothing decoded yet; what breaks on the way is an InvalidPhoto."""
    try:
        with quiet():
            image = Image.open(io.BytesIO(content), formats=accepted_formats())
    except (InvalidPhoto, Image.DecompressionBombError):
        raise
    except UnidentifiedImageError:
        raise _unknown(content) from None
    except Exception as error:  # noqa: BLE001  Pillow's readers raise a dozen kinds of error on broken files
        raise damaged(error) from None
    with image:
        yield image


def decode(image: Image.Image) -> None:
    """Decode the pixels; a file that ends early or makes no sense is an InvalidPhoto."""
    try:
        if image.format == "TIFF":  # reads metadata again while it decodes, and warns about it
            with quiet():
                image.load()
        else:
            image.load()
    except Image.DecompressionBombError:
        raise
    except Exception as error:  # noqa: BLE001  see `opened`
        raise damaged(error) from None


def count_frames(image: Image.Image, content: bytes) -> int:
    """Frames of an animation, pages of a file; 1 where they cannot be counted. A phone's MPO holds one photo twice."""
    if image.format == "MPO":
        return 1
    if image.format not in {"GIF", "TIFF"}:
        return int(getattr(image, "n_frames", 1))
    try:  # counting walks through the whole file: in a copy, for it may stumble
        with quiet(), Image.open(io.BytesIO(content), formats=accepted_formats()) as copy:
            return int(getattr(copy, "n_frames", 1))
    except Exception:  # noqa: BLE001  see `opened`
        return 1


def orientation(image: Image.Image) -> int:
    """The EXIF orientation, 1 to 8; 1, which is upright, where there is none that can be read."""
    try:
        with quiet():
            value = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # noqa: BLE001  see `opened`
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


@contextmanager
def quiet() -> Iterator[None]:
    """Pillow warns about odd metadata, on which nobody can act. Warning filters are global, hence the lock."""
    with _warnings_lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _unknown(content: bytes) -> InvalidPhoto:
    if any(content.startswith(mark, at) for at, mark in _OUR_KINDS):
        return damaged(None)
    kind = next((kind for (at, mark), kind in _OTHER_KINDS.items() if content.startswith(mark, at)), None)
    formats = ", ".join(accepted_formats())
    what = f"This is a {kind} file" if kind else "This is not a photo"
    return InvalidPhoto(
        f"{what}, in none of the formats that can be read.",
        code="other_format" if kind else "not_a_photo",
        hint=f"Save it as JPEG or PNG and try again. These are read: {formats}.",
        argument="image",
        kind=kind or "",
        formats=formats,
    )


def damaged(error: Exception | None) -> InvalidPhoto:
    """The error of a file that starts like a photo and does not go on like one."""
    truncated = "truncated" in str(error).lower() or isinstance(error, EOFError)
    return InvalidPhoto(
        "The photo file ends too early." if truncated else "The photo file is damaged.",
        code="truncated" if truncated else "damaged",
        hint="Choose the original file again; it may not have been copied whole.",
        argument="image",
    )
