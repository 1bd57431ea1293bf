"""The regions of the photos, computed once, from cells that earlier scripts have kept.

    python -m models.training.fusion_regions.cache --data DATA --cells CELLS --out CACHE

DATA holds train_real/ and train_boxes/ unpacked, CELLS what models.training.visual_cells and photo_tokens wrote: the
encoder's 14 x 14 cells at 448 pixels of training photos (cells.npy) and, where it is there, of Flickr8k's test split
(test_cells.npy). Learned from are Flickr8k's and COCO's training photos among them, with the boxes that came with the
data (the same NanoDet-g's, train_boxes); 300 dev photos to choose on and the test photos are seen by the detector here,
as serving does. Writes CACHE/features.npy (photos, 17, 1280), scores.npy (photos, 17, 80), places.npy (photos, 17, 5)
and count.npy (photos,) of regions, 0 where a photo is still to come, and photos.pkl. What is there is not made again.
"""

from __future__ import annotations

import argparse
import json
import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.class_names import coco_names
from models.engine.encoder.engine import EncoderEngine, load_encoder
from models.fusion.regions.photo import (
    CLASSES,
    FEATURES,
    LEAST,
    PLACE,
    SIZE,
    SLOTS,
    PhotoRegions,
    Sightings,
    photo_regions,
    places_of,
)
from models.results import FloatArray
from models.training.photos import Source, read_pixels, read_sources
from models.training.visual_targets import read_cache

DEV, SIDE = 300, SIZE[0] // 32
TRAIN_CELLS, TEST_CELLS = "cells.npy", "test_cells.npy"
SHAPES: dict[str, tuple[int, ...]] = {
    "features": (SLOTS, FEATURES), "scores": (SLOTS, CLASSES), "places": (SLOTS, PLACE), "count": (),
}  # fmt: skip
Arrays = dict[str, np.ndarray]


@dataclass(frozen=True)
class Planned:
    """One photo: its split, and its row among the cells; None where the encoder must see it."""

    source: Source
    cell: int | None


def plan(data: Path, cells: Path) -> list[Planned]:
    """To learn from, to choose on, to be measured on."""
    every, cached = read_sources(data), read_cache(cells)
    train = [
        Planned(cached.sources[row], row)
        for row in cached.rows
        if cached.sources[row].dataset in ("flickr8k", "coco") and cached.sources[row].split == "train"
    ]
    flickr = [source for source in every if source.dataset == "flickr8k"]
    dev = [Planned(source, None) for source in flickr if source.split == "dev"][:DEV]
    test = [source for source in flickr if source.split == "test"]
    kept = (cells / TEST_CELLS).exists()
    return [*train, *dev, *(Planned(source, row if kept else None) for row, source in enumerate(test))]


def read_boxes(path: Path) -> dict[str, Sightings]:
    """Photo path -> what NanoDet-g saw, from boxes.jsonl; of a photo without any, nothing."""
    index, found = {name: number for number, name in enumerate(coco_names())}, {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        seen = sorted(row["nanodet"], key=lambda one: -one[1])
        found[row["image"]] = Sightings(
            np.array([index[one[0]] for one in seen], np.int64),
            np.array([one[1] for one in seen], np.float32),
            np.array([one[2:] for one in seen], np.float32).reshape(-1, 4),
        )
    return found


def open_arrays(folder: Path, photos: int) -> Arrays:
    """All four, made empty where they are missing."""
    found: Arrays = {}
    for name, shape in SHAPES.items():
        path, kind = folder / f"{name}.npy", np.int8 if name == "count" else np.float16
        if not path.exists():
            np.lib.format.open_memmap(path, "w+", kind, (photos, *shape)).flush()
        found[name] = np.load(path, mmap_mode="r+")
    return found


def keep(arrays: Arrays, photo: int, regions: PhotoRegions) -> None:
    """One photo's row of each array; its count last, for that says that it is whole."""
    count = len(regions.boxes)
    arrays["features"][photo, :count] = regions.features
    arrays["scores"][photo, :count] = regions.scores
    arrays["places"][photo, :count] = places_of(regions.boxes)
    arrays["count"][photo] = count


def grid_of(cells: np.ndarray) -> FloatArray:
    """(196, 1280) in reading order -> (1280, 14, 14)."""
    return np.ascontiguousarray(cells.astype(np.float32).T.reshape(-1, SIDE, SIDE))


def regions_of(planned: list[Planned], data: Path, cells: Path, encoder: EncoderEngine) -> Iterator[PhotoRegions]:
    """One photo after the other, when it is asked for."""
    told = read_boxes(data / "train_boxes" / "boxes.jsonl")
    learned = np.load(cells / TRAIN_CELLS, mmap_mode="r")
    tested = np.load(cells / TEST_CELLS, mmap_mode="r") if (cells / TEST_CELLS).exists() else learned
    for each in planned:
        source = each.source
        if source.path in told and each.cell is not None:
            yield photo_regions(grid_of(learned[each.cell]), told[source.path], LEAST)
            continue
        pixels = read_pixels(data, source)
        if each.cell is None:
            yield encoder.regions(pixels, LEAST)
        else:
            yield photo_regions(grid_of(tested[each.cell]), encoder.sightings(pixels), LEAST)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("data", "cells", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--engine", type=Path, default=Path("var/engine"), help="exported graphs")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    planned = plan(arguments.data, arguments.cells)
    (arguments.out / "photos.pkl").write_bytes(pickle.dumps([each.source for each in planned]))
    arrays = open_arrays(arguments.out, len(planned))
    missing = [photo for photo in range(len(planned)) if not arrays["count"][photo]]
    encoder = load_encoder(arguments.engine)
    found = regions_of([planned[photo] for photo in missing], arguments.data, arguments.cells, encoder)
    for number, (photo, regions) in enumerate(zip(missing, found, strict=True)):
        keep(arrays, photo, regions)
        if number % 200 == 0:
            print(f"{number} of {len(missing)} photos", flush=True)


if __name__ == "__main__":
    main()
