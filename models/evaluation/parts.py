"""Parts of things (eyes, wheels, handles), marked by hand on photos: the hardest words to point at.

part_marks.json holds, per part: the photo (of the archive, or of scikit-image as `skimage:NAME`), the part's word, the
thing's word, marks (x, y, radius; x and y as shares of the photo's width and height, the radius as a share of its
longer side) and the boxes of the things that were marked. Any mark counts: two eyes are two marks of "eyes".
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.evaluation.measure import Row, Tally, row
from models.evaluation.points import centre_map
from models.evaluation.readings import Readings, evidence_of
from models.pointing import FractionBox, brightest_place

MARKS = Path(__file__).parent / "part_marks.json"
SENTENCE = "the {part} of the {thing}"
RASTER = 200  # cells a side on which areas are counted

Mark = tuple[float, float, float]


@dataclass(frozen=True)
class Part:
    """A part of a thing on a photo."""

    photo: str
    part: str
    thing: str
    marks: tuple[Mark, ...]
    boxes: tuple[FractionBox, ...]

    def within(self, x: float, y: float, size: tuple[int, int]) -> bool:
        """Whether a place (shares of the photo) lies in a mark; `size` is (width, height) in pixels."""
        return bool(self.area(np.array([x]), np.array([y]), size)[0])

    def area(self, x: NDArray[np.float64], y: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.bool_]:
        """Which of the places (x, y) lie in a mark."""
        longer = max(size)
        across, down = size[0] / longer, size[1] / longer
        inside = [((x - mx) * across) ** 2 + ((y - my) * down) ** 2 <= radius**2 for mx, my, radius in self.marks]
        return np.any(inside, axis=0)

    def chance(self, size: tuple[int, int]) -> float:
        """What pointing anywhere on the thing gives: share of its boxes that the marks cover."""
        y, x = (places.ravel() for places in (np.mgrid[0:RASTER, 0:RASTER] + 0.5) / RASTER)
        thing = np.any([(x >= x0) & (x <= x1) & (y >= y0) & (y <= y1) for x0, y0, x1, y1 in self.boxes], axis=0)
        return float(self.area(x, y, size)[thing].mean())


@cache
def parts() -> tuple[Part, ...]:
    """All marked parts."""
    rows = json.loads(MARKS.read_text(encoding="utf-8"))
    return tuple(
        Part(
            row["photo"],
            row["part"],
            row["thing"],
            tuple((x, y, radius) for x, y, radius in row["marks"]),
            tuple((left, top, right, bottom) for left, top, right, bottom in row["boxes"]),
        )
        for row in rows
    )


def measure_parts(readings: Readings) -> list[Row]:
    """Share of part words brightest within a mark, beside pointing anywhere on the thing, and at the centre."""
    hits, anywhere, centre = Tally(), Tally(), Tally()
    for part in parts():
        if not readings.has(part.photo):
            continue
        features = readings.features(part.photo)
        size = (features.width, features.height)
        sentence = SENTENCE.format(part=part.part, thing=part.thing)
        heat = evidence_of(readings.words(part.photo, sentence, (len("the "), len("the ") + len(part.part))))
        hits.add(part.photo, part.within(*brightest_place(heat), size))
        centre.add(part.photo, part.within(*brightest_place(centre_map(heat.shape)), size))
        anywhere.add(part.photo, part.chance(size))
    return [row("parts", hits, {"anywhere on the thing": anywhere, "centre": centre})] if hits.values else []
