"""Photos that the server has not seen yet, as JPEG bytes, and sentences that differ every time."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from skimage import data as pictures

NAMES = ("chelsea", "coffee", "astronaut", "rocket")
THINGS = ("cat", "cup", "woman", "rocket", "table", "smile", "flag", "tower")
QUALITIES = ("green", "white", "small", "bright", "round", "old", "quiet", "red")


def photos(width: int, height: int, seed: int = 0) -> Iterator[tuple[bytes, NDArray[np.uint8]]]:
    """Endless photos of one size, no two alike: (JPEG of quality 90, its pixels (height, width, 3))."""
    rng = np.random.default_rng(seed)
    while True:
        for name in NAMES:
            picture = Image.fromarray(getattr(pictures, name)())
            left, top = rng.uniform(0, 0.1, 2) * picture.size
            box = (left, top, left + 0.9 * picture.width, top + 0.9 * picture.height)
            crop = picture.resize((width, height), box=box)
            file = BytesIO()
            crop.save(file, "JPEG", quality=90)
            yield file.getvalue(), np.asarray(Image.open(BytesIO(file.getvalue())).convert("RGB"))


def sentences() -> Iterator[str]:
    """Endless sentences of eleven words, no two alike within 448."""
    count = 0
    while True:
        thing, quality, other = THINGS[count % 8], QUALITIES[count // 8 % 8], THINGS[(count + 1 + count // 64 % 7) % 8]
        yield f"A {quality} {thing} rests on a blanket with a {other} behind"
        count += 1
