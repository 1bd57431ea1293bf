"""Any photo's colours as 8-bit sRGB: deep ones scaled, profiles applied, ink as light, alpha over white."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from app.photos.notes import Note
from models.errors import InvalidPhoto

_DEEP = re.compile(r"(?<!BGR);16")  # a raw mode with 16 bits a channel; BMP's BGR;16 has 16 bits a pixel

_STRIP, _HUGE = 256, 3e38


def to_eight_bits(image: Image.Image, deep: bool, notes: list[Note]) -> Image.Image:
    """A decoded photo as L, RGB, CMYK, LA or RGBA with 8 bits a channel; the whole range is scaled, none clipped."""
    if deep:
        notes.append(Note("sixteen_bit"))
    if image.mode.startswith("I;16"):
        return _by_strips(np.asarray(image), lambda strip: strip / 257)
    if image.mode in {"I", "F"}:
        return _stretched(image, notes)
    if image.mode in {"L", "RGB", "CMYK", "LA", "RGBA"} and "transparency" not in image.info:
        return image
    return _converted(image, "RGBA" if image.has_transparency_data else "RGB")


def is_deep(image: Image.Image) -> bool:
    """Whether a photo whose header is read has 16 bits a channel; most readers keep only the upper eight."""
    return image.mode.startswith("I;16") or any(_DEEP.search(str(tile)) for tile in getattr(image, "tile", ()))


def to_srgb(image: Image.Image, profile: bytes | None, notes: list[Note]) -> Image.Image:
    """L, RGB, CMYK, LA or RGBA -> RGB over white, by the photo's own colour profile where it has one."""
    colour, alpha = _without_alpha(image)
    if colour.mode == "CMYK":
        notes.append(Note("cmyk"))
    rgb = _by_profile(colour, profile, notes) if profile else None
    rgb = rgb or colour.convert("RGB")
    return _over_white(rgb, alpha, notes) if alpha else rgb


def _stretched(image: Image.Image, notes: list[Note]) -> Image.Image:
    """Whole numbers or fractions of any size: the smallest becomes black, the largest white."""
    values = np.asarray(image)
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    notes.append(Note("range_stretched", {"low": f"{low:g}", "high": f"{high:g}"}))
    return _by_strips(values, lambda strip: (np.clip(strip, low, high) - low) / ((high - low) or 1.0) * 255)


def _by_strips(values: NDArray[Any], levels: Callable[[NDArray[Any]], NDArray[Any]]) -> Image.Image:
    """(H, W) of any numbers -> an 8-bit picture, a few rows at a time: floats of a whole large photo take 200 MB."""
    picture = np.empty(values.shape, np.uint8)
    for top in range(0, len(values), _STRIP):
        strip = np.nan_to_num(values[top : top + _STRIP].astype(np.float32), posinf=_HUGE, neginf=-_HUGE)
        picture[top : top + _STRIP] = np.rint(levels(strip))
    return Image.fromarray(picture)


def _converted(image: Image.Image, mode: str) -> Image.Image:
    try:
        return image.convert(mode)
    except ValueError:
        raise InvalidPhoto(
            f"Photos in the colour mode {image.mode} cannot be read.",
            code="unreadable_colours",
            hint="Save it as RGB, for example as JPEG or PNG, and try again.",
            argument="image",
            mode=image.mode,
        ) from None


def _without_alpha(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    if image.mode not in {"LA", "RGBA"}:
        return image, None
    return image.convert("L" if image.mode == "LA" else "RGB"), image.getchannel("A")


def _by_profile(image: Image.Image, profile: bytes, notes: list[Note]) -> Image.Image | None:
    """The photo in sRGB; None where its profile is sRGB already, is broken, or is for other colours."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        name = ImageCms.getProfileDescription(source).strip()
        if "srgb" in name.lower():
            return None
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
    notes.append(Note("colour_profile", {"profile": name[:60]}))
    return converted


def _over_white(rgb: Image.Image, alpha: Image.Image, notes: list[Note]) -> Image.Image:
    lowest, _ = alpha.getextrema()
    if lowest == 255:
        return rgb
    notes.append(Note("alpha_white"))
    return Image.composite(rgb, Image.new("RGB", rgb.size, "white"), alpha)
