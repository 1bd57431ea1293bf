"""The acceptance measurement: caption words with boxes, pointed at by evidence and attention, and refused where absent.

The archive holds images/, annotations.json (objects with labels and pixel boxes, captions) and
caption_word_pairs.json (a caption's word, its span, the label whose boxes it names).
"""

from __future__ import annotations

import io
import json
import tarfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from models.attention import Attender
from models.errors import InvalidInput
from models.pointing import FractionBox, area_under_roc, points_inside, share_inside
from models.results import FloatArray, PhotoFeatures, Pixels, SentenceAttention, WordAttention

ABSENT_PHOTOS = 12  # photos that lack the word, drawn per caption word from a fixed seed

ClassMaps = Callable[[Pixels, str], FloatArray | None]


@dataclass(frozen=True)
class PointingScore:
    """One way to point, over some of the caption words."""

    pointing: float  # share of words whose brightest place lies in a box
    share: float  # mean share of the map inside the boxes


@dataclass(frozen=True)
class RefusalScore:
    """Right words against the same words on photos that lack what they name."""

    auc: float
    accepted: float  # right words found: recall
    refused: float  # absent words not found: specificity
    precision: float  # of `found`, with as many absent words as right ones
    threshold: float


@dataclass(frozen=True)
class EvaluationReport:
    """Everything `evaluate` prints."""

    words: int
    photos: int
    absent_trials: int
    pointing: dict[str, dict[str, PointingScore]]  # method -> all, person, not_person
    refusal: dict[str, RefusalScore]  # all, person, not_person

    def as_json(self) -> dict[str, Any]:
        """Plain dictionaries."""
        return asdict(self)

    def as_table(self) -> str:
        """Text for a terminal."""
        lines = [f"{self.words} caption words on {self.photos} photos", ""]
        lines.append(f"{'':24}{'pointing':>26}{'share inside boxes':>30}")
        lines.append(f"{'':24}{'all':>10}{'people':>8}{'things':>8}{'all':>14}{'people':>8}{'things':>8}")
        for method, groups in self.pointing.items():
            cells = [f"{100 * getattr(groups[g], what):.1f}" for what in ("pointing", "share") for g in GROUPS]
            widths = (10, 8, 8, 14, 8, 8)
            lines.append(f"{method:24}" + "".join(f"{c:>{w}}" for c, w in zip(cells, widths, strict=True)))
        lines += ["", f"words tried on photos that lack them: {self.absent_trials} trials"]
        for group, score in self.refusal.items():
            lines.append(
                f"  {group:12} AUC {score.auc:.4f}   right words accepted {100 * score.accepted:.1f} %   "
                f"absent words refused {100 * score.refused:.1f} %   precision {100 * score.precision:.1f} %   "
                f"at threshold {score.threshold:.3f}"
            )
        return "\n".join(lines)


GROUPS = ("all", "person", "not_person")


@dataclass(frozen=True)
class _Trial:
    """A caption word and its photo."""

    image: str
    sentence: str
    span: tuple[int, int]
    label: str
    boxes: tuple[FractionBox, ...]


class Archive:
    """The photos and annotations of an evaluation archive."""

    def __init__(self, path: Path) -> None:
        try:
            self.tar = tarfile.open(path)  # noqa: SIM115 - stays open while photos are read
            members = {Path(name).name: name for name in self.tar.getnames()}
            self.members = members
            self.photos = {row["image"]: row for row in json.loads(self.read(members["annotations.json"]))}
            self.pairs = json.loads(self.read(members["caption_word_pairs.json"]))
        except (OSError, KeyError, tarfile.TarError, ValueError) as error:
            raise InvalidInput(
                f"{path} is not an evaluation archive: {error}",
                code="bad_archive",
                argument="tar",
                hint="It must be a tar with images/, annotations.json and caption_word_pairs.json.",
            ) from error

    def read(self, name: str) -> bytes:
        """Bytes of a member."""
        member = self.tar.extractfile(name)
        if member is None:
            raise KeyError(name)
        return member.read()

    def pixels(self, image: str) -> Pixels:
        """A photo's pixels (H, W, 3)."""
        with Image.open(io.BytesIO(self.read(self.members[image]))) as opened:
            return np.asarray(opened.convert("RGB"))

    def trials(self) -> Iterator[_Trial]:
        """Every caption word with boxes."""
        for pair in self.pairs:
            photo = self.photos[pair["image"]]
            width, height = photo["width"], photo["height"]
            boxes = tuple(
                (x0 / width, y0 / height, x1 / width, y1 / height)
                for item in photo["objects"]
                if item["label"] == pair["label"]
                for x0, y0, x1, y1 in [item["box"]]
            )
            sentence = photo["captions"][pair["caption_index"]]
            yield _Trial(pair["image"], sentence, (pair["span"][0], pair["span"][1]), pair["label"], boxes)

    def lacking(self, trial: _Trial) -> list[str]:
        """Photos of the same annotation scheme (all its labels known) that have no box of the trial's label."""
        scheme = self.photos[trial.image]["dataset"]
        return [
            name
            for name, photo in self.photos.items()
            if photo["dataset"] == scheme and all(item["label"] != trial.label for item in photo["objects"])
        ]


def words_in(result: SentenceAttention, span: tuple[int, int]) -> list[WordAttention]:
    """The words that a span of the sentence touches ("fire hydrant" is two)."""
    return [word for word in result.words if word.word.start < span[1] and word.word.end > span[0]]


def centre_map(grid: tuple[int, int]) -> FloatArray:
    """The baseline that always points at the middle: a Gaussian a quarter of the photo wide."""
    rows, cols = ((np.arange(n) + 0.5) / n - 0.5 for n in grid)
    return np.exp(-(rows[:, None] ** 2 + cols[None, :] ** 2) / (2 * 0.25**2)).astype(np.float32)


def evaluate_tar(
    path: Path, attender: Attender, class_maps: ClassMaps | None = None, seed: int = 0
) -> EvaluationReport:
    """Measure an attender on an archive; `class_maps` adds the CNN's own class activation maps as a baseline.

    Raises InvalidInput when the archive cannot be read.
    """
    archive = Archive(path)
    trials = list(archive.trials())
    features: dict[str, PhotoFeatures] = {name: attender.look(archive.pixels(name)) for name in archive.photos}
    pointing, right = _point(trials, archive, attender, features, class_maps)
    wrong = _refuse(trials, archive, attender, features, np.random.default_rng(seed))
    groups = np.array(["person" if trial.label == "person" else "not_person" for trial in trials])
    threshold = attender.read(features[trials[0].image], trials[0].sentence).threshold
    masks = {"all": groups != "", "person": groups == "person", "not_person": groups == "not_person"}
    return EvaluationReport(
        words=len(trials),
        photos=len({trial.image for trial in trials}),
        absent_trials=sum(len(scores) for scores in wrong),
        pointing={
            method: {
                group: PointingScore(float(values[mask, 0].mean()), float(values[mask, 1].mean()))
                for group, mask in masks.items()
            }
            for method, values in pointing.items()
        },
        refusal={
            group: _refusal(right[mask], [w for w, m in zip(wrong, mask, strict=True) if m], threshold)
            for group, mask in masks.items()
        },
    )


def _point(
    trials: list[_Trial],
    archive: Archive,
    attender: Attender,
    features: dict[str, PhotoFeatures],
    class_maps: ClassMaps | None,
) -> tuple[dict[str, FloatArray], FloatArray]:
    """Per method (trials, 2) of hit and share, and the score of each right word."""
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    scores = []
    for trial in trials:
        words = words_in(attender.read(features[trial.image], trial.sentence), trial.span)
        maps: dict[str, FloatArray] = {
            "evidence": np.mean([word.evidence for word in words], axis=0),
            "attention": np.mean([word.attention.mean(0) for word in words], axis=0),
            "centre": centre_map(words[0].evidence.shape),
        }
        if class_maps is not None:
            text = trial.sentence[trial.span[0] : trial.span[1]]
            class_map = class_maps(archive.pixels(trial.image), text)
            # A word above no ImageNet class has no class map; it is counted as the centre.
            maps["class activation"] = maps["centre"] if class_map is None else class_map
        for method, heat in maps.items():
            found[method].append((float(points_inside(heat, trial.boxes)), share_inside(heat, trial.boxes)))
        scores.append(np.mean([word.score for word in words]))
    return {method: np.array(values, np.float32) for method, values in found.items()}, np.array(scores, np.float32)


def _refuse(
    trials: list[_Trial],
    archive: Archive,
    attender: Attender,
    features: dict[str, PhotoFeatures],
    rng: np.random.Generator,
) -> list[FloatArray]:
    """Per trial, the score of its word on photos that lack it."""
    cache: dict[tuple[str, str], SentenceAttention] = {}
    scores = []
    for trial in trials:
        lacking = archive.lacking(trial)
        count = min(ABSENT_PHOTOS, len(lacking))
        row = []
        for choice in rng.choice(len(lacking), count, replace=False) if count else ():
            key = (lacking[int(choice)], trial.sentence)
            if key not in cache:
                cache[key] = attender.read(features[key[0]], trial.sentence)
            row.append(np.mean([word.score for word in words_in(cache[key], trial.span)]))
        scores.append(np.array(row, np.float32))
    return scores


def _refusal(right: FloatArray, wrong: list[FloatArray], threshold: float) -> RefusalScore:
    """Right words against absent ones."""
    absent = np.concatenate(wrong)
    accepted, mistaken = float((right >= threshold).mean()), float((absent >= threshold).mean())
    precision = accepted / (accepted + mistaken) if accepted + mistaken > 0 else 0.0
    return RefusalScore(area_under_roc(right, absent), accepted, 1 - mistaken, precision, threshold)
