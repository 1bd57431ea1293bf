import base64
import io

import numpy as np
from PIL import Image

from app.render.png import data_uri, palette_png


def test_another_decoder_reads_the_same_pixels() -> None:
    rng = np.random.default_rng(0)
    palette = rng.integers(0, 255, (64, 4)).astype(np.uint8)
    levels = rng.integers(0, 64, (23, 41)).astype(np.uint8)
    decoded = np.asarray(Image.open(io.BytesIO(palette_png(levels, palette))).convert("RGBA"))
    assert np.array_equal(decoded, palette[levels])


def test_a_data_uri_holds_the_whole_png() -> None:
    kind, _, body = data_uri(b"\x89PNG...").partition(",")
    assert kind == "data:image/png;base64"
    assert base64.b64decode(body) == b"\x89PNG..."
