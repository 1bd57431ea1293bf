"""A kept photo as WebP, for pages: small for a link, or all of it with a third of the bytes.

Numbers are always computed from the kept photo itself.
"""

from __future__ import annotations

import io
from functools import lru_cache

from PIL import Image

from app.photos.photo import KEPT

SIDE = 88  # pixels of the shorter side: 44 on a page, twice that on a fine screen
SMALL_QUALITY, WHOLE_QUALITY = 70, 85


def small_webp(kept: bytes) -> bytes:
    """The shorter side 88 pixels; smaller photos keep their size. A few milliseconds."""
    with Image.open(io.BytesIO(kept), formats=KEPT) as image:
        scale = SIDE / min(image.size)
        size = (max(round(image.width * scale), 1), max(round(image.height * scale), 1))
        image.draft(None, size)
        small = image.convert("RGB")
    return _encoded(small.resize(size, Image.Resampling.LANCZOS) if scale < 1 else small, SMALL_QUALITY)


@lru_cache(maxsize=16)
def whole_webp(kept: bytes) -> bytes:
    """All pixels. 40 ms for 512 x 512 of them, so the last ones are kept: the examples."""
    with Image.open(io.BytesIO(kept), formats=KEPT) as image:
        return _encoded(image.convert("RGB"), WHOLE_QUALITY)


def _encoded(image: Image.Image, quality: int) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", quality=quality)
    return buffer.getvalue()
