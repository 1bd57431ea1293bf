"""What the sub-view `neighbours` shows: pixels against their distance, and what was measured of two small nets."""

from __future__ import annotations

from dataclasses import dataclass

from app.engines import Engines
from app.panels.layers.query import LayersQuery
from app.samples.sample import Sample
from models.few_photos import FewPhotos, read_few_photos
from models.neighbours import Neighbours, neighbours
from models.preprocessing import squash
from models.results import Pixels


@dataclass(frozen=True)
class NeighbourFindings:
    """Of this photo, and of Caltech-101."""

    square: Pixels  # (S, S, 3) as the network sees the photo
    curves: Neighbours
    few: FewPhotos | None  # None where the two nets have not been trained


async def find_neighbours(sample: Sample, query: LayersQuery, engines: Engines) -> NeighbourFindings:
    """The photo squashed to the network's square."""
    photo, plan = await engines.lab.pixels(sample), (await engines.lab.engine(query.net)).plan
    return await engines.runner.run(_find, photo, plan.size, key=("neighbours", sample.photo_id, plan.size))


def _find(photo: Pixels, size: int) -> NeighbourFindings:
    square = squash(photo, size)
    return NeighbourFindings(square, neighbours(square), read_few_photos())
