"""An evaluation archive: photos, what is in them with boxes, captions, and the caption words that name what has boxes.

A tar of images/, annotations.json (objects with labels and pixel boxes, captions) and caption_word_pairs.json
(a caption's word, its span, the label whose boxes it names).
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from models.evaluation.members import members, not_an_archive
from models.pointing import FractionBox
from models.results import Pixels


@dataclass(frozen=True)
class Trial:
    """A caption word and its photo."""

    image: str
    sentence: str
    span: tuple[int, int]
    label: str
    boxes: tuple[FractionBox, ...]

    @property
    def person(self) -> bool:
        """Whether the word names people."""
        return self.label == "person"


class Archive:
    """The photos and annotations of an evaluation archive."""

    def __init__(self, path: Path) -> None:
        self.files = members(path)
        try:
            self.photos: dict[str, dict[str, Any]] = {
                row["image"]: row for row in json.loads(self.files["annotations.json"])
            }
            self.pairs = json.loads(self.files["caption_word_pairs.json"])
        except (KeyError, ValueError) as error:
            hint = "It must hold images/, annotations.json and caption_word_pairs.json."
            raise not_an_archive(path, error, hint) from error

    def pixels(self, image: str) -> Pixels:
        """A photo's pixels (H, W, 3)."""
        with Image.open(io.BytesIO(self.files[image])) as opened:
            return np.asarray(opened.convert("RGB"))

    def boxes(self, image: str, label: str) -> tuple[FractionBox, ...]:
        """Where a photo's things of a label are."""
        photo = self.photos[image]
        width, height = photo["width"], photo["height"]
        return tuple(
            (x0 / width, y0 / height, x1 / width, y1 / height)
            for item in photo["objects"]
            if item["label"] == label
            for x0, y0, x1, y1 in [item["box"]]
        )

    def labels(self, image: str) -> list[str]:
        """The labels of a photo's things, each once, in alphabetical order."""
        return sorted({item["label"] for item in self.photos[image]["objects"]})

    def trials(self) -> Iterator[Trial]:
        """Every caption word with boxes."""
        for pair in self.pairs:
            sentence = self.photos[pair["image"]]["captions"][pair["caption_index"]]
            span = (pair["span"][0], pair["span"][1])
            yield Trial(pair["image"], sentence, span, pair["label"], self.boxes(pair["image"], pair["label"]))

    def lacking(self, trial: Trial) -> list[str]:
        """Photos of the same annotation scheme (all its labels known) that have no box of the trial's label."""
        scheme = self.photos[trial.image]["dataset"]
        return [
            name
            for name, photo in self.photos.items()
            if photo["dataset"] == scheme and all(item["label"] != trial.label for item in photo["objects"])
        ]
