"""What the shipped photo stream makes of Flickr8k's photos, looked at once and kept as memory maps."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.engine.attender import OnnxAttender
from models.fusion.word_classes import CLASSES
from models.results import Pixels

HEADS, PLACES, HEAD_WIDTH = 4, 784, 64
SHAPES = {"keys": (HEADS, PLACES, HEAD_WIDTH), "values": (HEADS, PLACES, HEAD_WIDTH), "classes": (CLASSES, PLACES)}


@dataclass(frozen=True)
class Looks:
    """Photos by name, with their keys, values and class scores in half precision."""

    names: tuple[str, ...]
    keys: NDArray[np.float16]  # (photos, heads, 784, 64)
    values: NDArray[np.float16]  # (photos, heads, 784, 64)
    classes: NDArray[np.float16]  # (photos, 80, 784)


def english_by_photo(train_real: Path, split: str) -> dict[str, list[str]]:
    """Flickr8k's photos of a split, by their names in the files of Chinese captions, to their English captions."""
    with tarfile.open(train_real) as tar:
        opened = tar.extractfile("train_real/captions.json")
        rows = json.loads(opened.read()) if opened is not None else []
    chosen = (row for row in rows if row["dataset"] == "flickr8k" and row["split"] == split)
    return {row["image"].removeprefix("flickr8k_").removesuffix(".webp"): row["captions"] for row in chosen}


def photo_names(train_real: Path, split: str) -> list[str]:
    """The same names, in the archive's order."""
    return list(english_by_photo(train_real, split))


def look_at(train_real: Path, names: list[str], attender: OnnxAttender, cache: Path) -> Looks:
    """The photos' features, from `cache` where they are there already; a run that was stopped goes on where it was."""
    listed = cache / "names.json"
    if not listed.exists() or json.loads(listed.read_text()) != names:
        _create(cache, len(names))
        listed.write_text(json.dumps(names))
    maps = {name: np.load(cache / f"{name}.npy", mmap_mode="r+") for name in SHAPES}
    missing = {
        f"train_real/images/flickr8k_{name}.webp": row
        for row, name in enumerate(names)
        if not maps["values"][row, 0, 0].any()  # written last; of unit length
    }
    for row, photo in _opened(train_real, missing):
        features = attender.look(photo)
        for name in ("classes", "keys", "values"):
            maps[name][row] = getattr(features, name)
    return Looks(tuple(names), **maps)


def _create(cache: Path, photos: int) -> None:
    cache.mkdir(parents=True, exist_ok=True)
    for name, shape in SHAPES.items():
        np.lib.format.open_memmap(cache / f"{name}.npy", "w+", np.float16, (photos, *shape)).flush()


def _opened(train_real: Path, rows: dict[str, int]) -> Iterator[tuple[int, Pixels]]:
    """The row and the pixels of every photo asked for, as they come in the archive."""
    with tarfile.open(train_real) as tar:
        for member in tar if rows else ():
            if member.name in rows:
                opened = tar.extractfile(member)
                assert opened is not None
                with Image.open(io.BytesIO(opened.read())) as photo:
                    yield rows[member.name], np.asarray(photo.convert("RGB"))
