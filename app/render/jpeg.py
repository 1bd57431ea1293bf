"""Small photos that stand in the page itself."""

from __future__ import annotations

import base64
import io

from PIL import Image

from models.results import Pixels

QUALITY = 80


def jpeg_uri(pixels: Pixels) -> str:
    """Pixels (H, W, 3) as an address."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=QUALITY)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
