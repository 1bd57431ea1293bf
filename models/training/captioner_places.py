"""Flickr8k's photos as the places that the language model's projector reads, computed once.

    python -m models.training.captioner_places --data DATA --out CACHE [--places 49]

DATA holds train_real/ unpacked. Writes CACHE/places.npy (photos, places, 1280) as float16, in the order of Flickr8k's
train, dev and test photos in captions.json, and CACHE/photos.json: split and captions of each. 49 places, which the
gated layers read (models/training/flamingo), are the cells of the grid as they are.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.captioner.prompt import PLACES, SIZE, tidy
from models.encoder.ribbon import pooled_tokens
from models.engine.encoder.engine import load_encoder

WIDTH = 1280
SPLITS = ("train", "dev", "test")


@dataclass(frozen=True)
class CaptionedPhotos:
    """The cache, memory-mapped."""

    places: NDArray[np.float16]  # (photos, places, WIDTH)
    splits: tuple[str, ...]
    captions: tuple[tuple[str, ...], ...]

    def rows(self, split: str) -> list[int]:
        """The photos of one split."""
        return [row for row, each in enumerate(self.splits) if each == split]


def read_places(folder: Path) -> CaptionedPhotos:
    """What `main` wrote."""
    photos = json.loads((folder / "photos.json").read_text())
    return CaptionedPhotos(
        np.load(folder / "places.npy", mmap_mode="r"),
        tuple(photo["split"] for photo in photos),
        tuple(tuple(photo["captions"]) for photo in photos),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--places", type=int, default=PLACES, help="a square number of at most 49")
    parser.add_argument("--engine", type=Path, default=Path("var/engine"), help="exported graphs")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    stored = json.loads((args.data / "train_real" / "captions.json").read_text())
    photos = [row for row in stored if row["dataset"] == "flickr8k" and row["split"] in SPLITS]
    encoder, began = load_encoder(args.engine), time.monotonic()
    kept = np.lib.format.open_memmap(args.out / "places.npy", "w+", np.float16, (len(photos), args.places, WIDTH))
    for row, photo in enumerate(photos):
        with Image.open(args.data / "train_real" / "images" / photo["image"]) as opened:
            pixels = np.asarray(opened.convert("RGB"))
        kept[row] = pooled_tokens(encoder.encode(pixels, SIZE).grid, args.places)
        if row % 500 == 0:
            print(f"{row} of {len(photos)} after {time.monotonic() - began:.0f} s", flush=True)
    kept.flush()
    told = [{"split": photo["split"], "captions": [tidy(each) for each in photo["captions"]]} for photo in photos]
    (args.out / "photos.json").write_text(json.dumps(told))


if __name__ == "__main__":
    main()
