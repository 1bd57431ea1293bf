"""Chinese sentences beside the English captions of the same photos that name the same things."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from models.attention import Attender
from models.evaluation.archive import Archive, Trial
from models.evaluation.captions import CaptionArchive
from models.evaluation.measure import Row, Tally, row
from models.evaluation.points import measure_points
from models.evaluation.readings import Readings, spelled
from models.evaluation.refusal import measure_refusal
from models.results import PhotoFeatures

KEPT = ("pointing_all", "pointing_things", "right_accepted", "absent_refused")
SWAPPED_PHOTOS = 300  # of the test split
SENTENCES, CAPTIONS, WRITTEN = "_zh.json", "flickr8k_zh.tar", "flickr8kzhc.caption.txt"


@dataclass(frozen=True)
class ChineseSources:
    """Where Chinese sentences are; None where there are none."""

    sentences: Path | None  # of an evaluation archive's photos, with the words that name what has boxes
    captions: Path | None  # people's, of Flickr8k


def chinese_beside(tar: Path) -> ChineseSources:
    """The files in the folder of an evaluation archive: NAME_zh.json, and flickr8k_zh.tar."""
    sentences, captions = tar.with_name(tar.stem + SENTENCES), tar.with_name(CAPTIONS)
    return ChineseSources(*(path if path.is_file() else None for path in (sentences, captions)))


class ChosenTrials(Archive):
    """An archive's photos with other sentences."""

    def __init__(self, archive: Archive, trials: Iterable[Trial]) -> None:
        self.files, self.photos, self.pairs = archive.files, archive.photos, archive.pairs
        self.chosen = tuple(trials)

    def trials(self) -> Iterator[Trial]:
        """Those that were chosen."""
        return iter(self.chosen)


def measure_chinese(readings: Readings, sentences: Path, seed: int) -> list[Row]:
    """Brightest place inside, right words accepted and absent ones refused; in both languages, word for word."""
    trials = chinese_trials(readings.archive, json.loads(sentences.read_text(encoding="utf-8")))
    rows = []
    for language, chosen in zip(("chinese", "english"), zip(*trials, strict=True), strict=True):
        own = Readings(ChosenTrials(readings.archive, chosen), readings.attender)
        own.share(readings)
        found = {each.name: each for each in (*measure_points(own, {}), *measure_refusal(own, seed))}
        rows += [replace(found[name], name=f"{language}_{name}", baselines={}) for name in KEPT if name in found]
    return rows


def chinese_trials(archive: Archive, rows: list[dict[str, object]]) -> list[tuple[Trial, Trial]]:
    """(Chinese, English) word of the same photo, caption and label, where the English caption names it."""
    english = {
        (pair["image"], pair["caption_index"], pair["label"]): trial
        for pair, trial in reversed(list(zip(archive.pairs, archive.trials(), strict=True)))
    }
    pairs = []
    for line in rows:
        sentence = str(line["zh"])
        for word in line["words"]:  # type: ignore[attr-defined]
            own = english.get((line["image"], line["caption_index"], word["label"]))
            if own is not None and word["zh"] in sentence:
                pairs.append((replace(own, sentence=sentence, span=spelled(sentence, word["zh"])), own))
    return pairs


def measure_chinese_swaps(archive: CaptionArchive, captions: Path, attender: Attender) -> list[Row]:
    """The match of a photo's own caption above that of the next photo's, in Chinese and in English."""
    written = first_captions(captions)
    named = [photo for photo in archive.photos if _name(photo.image) in written][:SWAPPED_PHOTOS]
    sentences = {
        "chinese": [written[_name(photo.image)] for photo in named],
        "english": [photo.captions[0] for photo in named],
    }
    tallies = {language: Tally() for language in sentences}
    for number, photo in enumerate(named):
        features = attender.look(archive.pixels(photo.image))
        for language, said in sentences.items():
            own, swapped = (_match(attender, features, said[i % len(named)]) for i in (number, number + 1))
            tallies[language].add(photo.image, own > swapped)
    return [row(f"{language}_above_swapped", tally) for language, tally in tallies.items() if tally.values]


def first_captions(captions: Path) -> dict[str, str]:
    """Photo -> the first caption that a person wrote in Chinese."""
    with tarfile.open(captions) as tar:
        member = tar.extractfile(f"flickr8k_zh/{WRITTEN}")
        lines = io.TextIOWrapper(member, "utf-8").read().splitlines() if member is not None else []
    named = (line.partition(" ") for line in lines)
    return {key.partition(".jpg#")[0]: text for key, _, text in named if key.endswith("#0") and text}


def _name(image: str) -> str:
    return image.removeprefix("flickr8k_").removesuffix(".webp")


def _match(attender: Attender, features: PhotoFeatures, sentence: str) -> float:
    """0 where no word of the sentence can be judged."""
    return attender.read(features, sentence).match or 0.0
