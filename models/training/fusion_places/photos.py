"""Which photos the places are learned from, which are held out, and which are only measured on."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from models.training.detections import read_detections, with_detections
from models.training.photos import Source, read_sources

TRAIN, HELD, DEV, TEST = "train", "held", "dev", "test"
HELD_EVERY = 7
LEARNED = ("train", "unassigned")  # splits of the data sets; Flickr8k's dev and test are left out


def boxed_and_captioned(data: Path) -> list[Source]:
    """All photos, with the boxes of people (COCO) or those of two detectors that a caption agrees with."""
    return with_detections(read_sources(data), read_detections(data / "train_boxes" / "boxes.jsonl"))


def in_order(sources: list[Source], seed: int = 0) -> list[Source]:
    """Photos to learn from that have boxes: COCO's, then those of few captions mixed, then Flickr8k's mixed.

    A run that is stopped early has all that show more than people and dogs.
    """
    usable = [source for source in sources if source.split in LEARNED and source.objects]
    mixed = [usable[row] for row in np.random.default_rng(seed).permutation(len(usable))]
    return sorted(mixed, key=lambda source: (source.dataset != "coco", source.dataset == "flickr8k"))


def plan(sources: list[Source], photos: int, dev: int, test: int) -> tuple[list[Source], list[str]]:
    """Photos in the order of the cache, and what each is for: every seventh with boxes is held out to choose on."""
    boxed = in_order(sources)[:photos]
    roles = [HELD if row % HELD_EVERY == 0 else TRAIN for row in range(len(boxed))]
    for role, count in ((DEV, dev), (TEST, test)):
        found = [source for source in sources if source.dataset == "flickr8k" and source.split == role][:count]
        boxed += found
        roles += [role] * len(found)
    return boxed, roles
