"""Caltech-101 as squares in memory: caltech101_112.tar with its own split."""

from __future__ import annotations

import io
import json
import tarfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models.preprocessing import squash


@dataclass(frozen=True)
class LabelledPhotos:
    """Photos of one split, squashed to squares."""

    pixels: NDArray[np.uint8]  # (N, S, S, 3)
    labels: NDArray[np.int64]  # (N,) indices into `classes`
    classes: tuple[str, ...]


def read_caltech(tar: Path, size: int) -> dict[str, LabelledPhotos]:
    """``train`` and ``test`` of the archive, each in the order of the file names."""
    photos: dict[str, NDArray[np.uint8]] = {}
    split: dict[str, str] = {}
    classes: tuple[str, ...] = ()
    with tarfile.open(tar) as archive:
        for member in archive:
            opened = archive.extractfile(member)
            name = member.name.removeprefix("caltech101_112/")
            if opened is None:
                continue
            if name == "split.json":
                stored = json.load(opened)
                split, classes = stored["split"], tuple(stored["classes"])
            elif name.endswith(".webp"):
                image = Image.open(io.BytesIO(opened.read())).convert("RGB")
                photos[name] = squash(np.asarray(image), size)
    return {part: _part(photos, split, classes, part) for part in ("train", "test")}


def _part(
    photos: dict[str, NDArray[np.uint8]], split: dict[str, str], classes: tuple[str, ...], part: str
) -> LabelledPhotos:
    names = [name for name in sorted(photos) if split[name] == part]
    labels = np.array([classes.index(name.split("/")[0]) for name in names])
    return LabelledPhotos(np.stack([photos[name] for name in names]), labels, classes)
