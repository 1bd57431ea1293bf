"""Words that no class of the detector covers, on Flickr8k's test split: higher where a caption says them?"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from models.attention import Attender
from models.evaluation.caption_words import kind_of_thing, meaning
from models.evaluation.captions import CaptionArchive, CaptionedPhoto
from models.evaluation.measure import Row, Tally, area
from models.results import PhotoFeatures, WordKind
from models.text.words import split_words

PHOTOS, OTHERS = 300, 5  # photos of the split, and other photos that each one's sentence is tried on


def measure_caption_words(archive: CaptionArchive, attender: Attender, seed: int) -> list[Row]:
    """Area under the ROC curve of words on their photo against photos none of whose captions says them, by kind."""
    rng = np.random.default_rng(seed)
    chosen = rng.choice(len(archive.photos), min(PHOTOS, len(archive.photos)), replace=False)
    photos = [archive.photos[int(number)] for number in chosen]
    looked = [attender.look(archive.pixels(photo.image)) for photo in photos]
    said = [_said(photo) for photo in photos]
    right: dict[str, Tally] = defaultdict(Tally)
    wrong: dict[str, Tally] = defaultdict(Tally)
    for number, photo in enumerate(photos):
        others = [
            int(other) for other in rng.choice(len(photos), min(OTHERS, len(photos)), replace=False) if other != number
        ]
        for key, score in _scores(attender, looked[number], photo.captions[0]):
            for kind in _kinds(key):
                right[kind].add(photo.image, score)
        for other in others:
            for key, score in _scores(attender, looked[other], photo.captions[0]):
                for kind in _kinds(key) if key not in said[other] else ():
                    wrong[kind].add(photo.image, score)
    return [
        Row(f"caption_words_{kind}", area(right[kind], wrong[kind]), {})
        for kind in ("all", "covered", "uncovered", "scene")
        if right[kind].values and wrong[kind].values
    ]


def _said(photo: CaptionedPhoto) -> set[str]:
    return {meaning(word.text) for caption in photo.captions for word in split_words(caption)}


def _kinds(key: str) -> tuple[str, ...]:
    kind = kind_of_thing(key)
    return ("all", "covered") if kind == "covered" else ("all", "uncovered", *(("scene",) if kind == "scene" else ()))


def _scores(attender: Attender, features: PhotoFeatures, sentence: str) -> list[tuple[str, float]]:
    words = attender.read(features, sentence).words
    return [(meaning(word.word.text), word.score) for word in words if word.word.kind is WordKind.CONTENT]
