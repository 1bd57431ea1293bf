"""Flickr8k's test split, from the archive of photos that holds all splits: five captions a photo, no boxes."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from models.evaluation.members import members, not_an_archive
from models.results import Pixels

ARCHIVE, CAPTIONS = "train_real.tar", "captions.json"


@dataclass(frozen=True)
class CaptionedPhoto:
    """A photo and what people wrote under it."""

    image: str
    captions: tuple[str, ...]


def captions_beside(tar: Path) -> Path | None:
    """The captions' archive in the folder of another archive, where it is."""
    path = tar.parent / ARCHIVE
    return path if path.is_file() else None


class CaptionArchive:
    """The test split's photos and captions."""

    def __init__(self, path: Path) -> None:
        try:
            rows = json.loads(members(path, lambda name: name == CAPTIONS)[CAPTIONS])
            self.photos = tuple(
                CaptionedPhoto(row["image"], tuple(row["captions"]))
                for row in rows
                if row["dataset"] == "flickr8k" and row["split"] == "test"
            )
        except (KeyError, ValueError) as error:
            raise not_an_archive(path, error, "It must hold images/ and captions.json.") from error
        names = {photo.image for photo in self.photos}
        self.files = members(path, names.__contains__)

    def pixels(self, image: str) -> Pixels:
        """A photo's pixels (H, W, 3)."""
        with Image.open(io.BytesIO(self.files[image])) as opened:
            return np.asarray(opened.convert("RGB"))
