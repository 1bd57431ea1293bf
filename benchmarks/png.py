"""Our palette PNG beside Pillow's, on smooth heat: milliseconds of processor time and bytes.

python -m benchmarks.png
"""

from __future__ import annotations

import time
from collections.abc import Callable
from io import BytesIO
from statistics import median

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.render.png import palette_png

SIZES = ((196, 196), (448, 448), (720, 960))
CELLS, WARM_UP, RUNS = 28, 5, 50
GREY = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 4, axis=1)


def heat(height: int, width: int) -> NDArray[np.uint8]:
    """Levels of a random map of 28 x 28 cells, drawn as large as a photo."""
    cells = np.random.default_rng(0).integers(0, 256, (CELLS, CELLS), dtype=np.uint8)
    return np.asarray(Image.fromarray(cells).resize((width, height), Image.Resampling.BICUBIC))


def pillow_png(levels: NDArray[np.uint8]) -> bytes:
    """The same picture by Pillow, with its own settings."""
    image, file = Image.fromarray(levels), BytesIO()
    image.putpalette(GREY[:, :3].tobytes())
    image.save(file, "PNG", transparency=GREY[:, 3].tobytes())
    return file.getvalue()


def our_png(levels: NDArray[np.uint8]) -> bytes:
    """The same picture by app/render/png.py."""
    return palette_png(levels, GREY)


def milliseconds(make: Callable[[NDArray[np.uint8]], bytes], levels: NDArray[np.uint8]) -> float:
    """Median processor time of one call."""
    spent = []
    for _ in range(WARM_UP + RUNS):
        started = time.process_time()
        make(levels)
        spent.append(1000 * (time.process_time() - started))
    return median(spent[WARM_UP:])


def main() -> None:
    """Print both for every size."""
    for height, width in SIZES:
        levels = heat(height, width)
        for make in (our_png, pillow_png):
            spent, size = milliseconds(make, levels), len(make(levels))
            print(f"{height} x {width} {make.__name__:10} {spent:6.2f} ms {size:7} bytes")


if __name__ == "__main__":
    main()
