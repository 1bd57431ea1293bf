"""A person's own CLIP or BLIP on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from app.commands.columns import columns_of, padded
from app.commands.reading import read_photo_file
from app.commands.summary import sure
from app.engines.hub import FolderHub, rivals_of
from app.panels.fusion.hub.document import reading_document
from app.photos.photo import accept_photo
from app.samples.sentence import check_sentence
from app.services import photo_limits
from app.settings import Settings
from models.hub.frame import cell_box
from models.hub_results import Fit, HubReading
from models.results import FloatArray


def hub_names(settings: Settings) -> tuple[str, ...]:
    """Checkpoints in the configured folder."""
    return FolderHub(settings.hub_dir, settings.hub_downloads).names()


def read_with_hub(settings: Settings, photo: Path, sentence: str, model: str, crop: bool) -> HubReading:
    """One checkpoint on one photo and sentence."""
    check_sentence(sentence, settings.max_sentence)
    source = FolderHub(settings.hub_dir, settings.hub_downloads)
    source.check(model)
    pixels = accept_photo(read_photo_file(photo, settings), photo_limits(settings)).pixels
    loaded = source.load(model)
    return loaded.read(loaded.look(pixels, Fit.CROP if crop else Fit.SQUASH), sentence, rivals_of(sentence))


def hub_json(reading: HubReading, weights: bool) -> dict[str, Any]:
    """The same document as the API's."""
    return reading_document(reading, weights).model_dump(mode="json", exclude_unset=True)


def hub_summary(reading: HubReading) -> str:
    """The match among other sentences, and where each word's map is highest."""
    facts, first = reading.facts, reading.maps[0]
    head = f"{facts.name}: match {sure(reading.reading.match)}, logit {reading.reading.logit:.2f}"
    width = max(len("word"), *(columns_of(word.text) for word in reading.words))
    rows = [
        f"{padded(word.text, width)}  {_place(one, reading)}"
        for word, one in zip(reading.words, first.words, strict=True)
    ]
    others = [f"{sure(rival.match):>6}  {rival.sentence}" for rival in reading.rivals]
    title = f"{'word':<{width}}  highest at (from the left, from the top): {first.kind.value}"
    return "\n".join([head, "", title, *rows, "", " match  other sentences", *others])


def _place(one: FloatArray, reading: HubReading) -> str:
    row, col = np.unravel_index(int(one.argmax()), one.shape)
    left, top, right, bottom = cell_box(reading.frame, one.shape, int(row), int(col))
    return f"{(left + right) / 2:4.0%} {(top + bottom) / 2:4.0%}"
