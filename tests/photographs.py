"""Photo files of every odd kind, made on the spot."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

WIDTH, HEIGHT = 48, 32


def scene(width: int = WIDTH, height: int = HEIGHT) -> NDArray[np.uint8]:
    """A dark picture with a red upper left, a green upper right and a blue lower left corner."""
    pixels = np.full((height, width, 3), 40, np.uint8)
    pixels[: height // 2, : width // 2] = (220, 30, 30)
    pixels[: height // 2, width // 2 :] = (30, 200, 30)
    pixels[height // 2 :, : width // 2] = (30, 30, 220)
    return pixels


def saved(image: Image.Image, format: str, **options: Any) -> bytes:
    """An image as a file."""
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def photo(format: str = "JPEG", width: int = WIDTH, height: int = HEIGHT, **options: Any) -> bytes:
    """The scene as a file of a format."""
    if format in {"JPEG", "WEBP", "AVIF", "HEIF"}:
        options = {"quality": 95, **options}
    return saved(Image.fromarray(scene(width, height)), format, **options)


def turned_photo(orientation: int, format: str) -> bytes:
    """The scene, stored so that only a reader who obeys the EXIF orientation shows it upright."""
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    image = Image.fromarray(scene())
    image = image.transpose(undo[orientation]) if orientation in undo else image
    exif = Image.Exif()
    exif[0x0112] = orientation
    if format == "HEIF":  # as phones write it: turned by the container too, which the EXIF merely tells
        image.info["exif"] = exif.tobytes()
        return saved(image, format)
    options = {} if format in {"PNG", "TIFF"} else {"quality": 95}
    return saved(image, format, exif=exif, **options)


def animation(format: str, frames: int = 3) -> bytes:
    """The scene first, then ever darker pictures."""
    first, *rest = (Image.fromarray(scene() // (number + 1)) for number in range(frames))
    return saved(first, format, save_all=True, append_images=rest, duration=100)


def png_chunk(name: bytes, body: bytes) -> bytes:
    """One chunk of a PNG file."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, depth: int, colour: int, rows: bytes) -> bytes:
    """A PNG of raw rows (each with its filter byte), of any depth and colour type."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(name, body) for name, body in chunks)


def deep_png(pixels: NDArray[np.uint16]) -> bytes:
    """A 16-bit PNG, grey (H, W) or RGB (H, W, 3)."""
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in pixels)
    return png(pixels.shape[1], pixels.shape[0], 16, 0 if pixels.ndim == 2 else 2, rows)


def png_bomb(side: int = 20_000) -> bytes:
    """A few kilobytes that say they are side x side pixels."""
    return png(side, side, 8, 2, bytes(1000))
