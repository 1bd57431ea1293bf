"""eval_dev during training, never trained on: a quick look, for reports only.

`python -m app evaluate` is the measure.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from models.fusion.cross_attention import CrossAttention, halve, streams_of
from models.fusion.photo_maps import PhotoMaps
from models.pointing import FractionBox, area_under_roc, coverage, points_inside, share_inside
from models.preprocessing import squash
from models.training import textbank
from models.training.absent_words import invented, scrambled
from models.training.features import OUTPUTS, SIZE, open_features, run_features

VOC_LABELS = frozenset(
    """aeroplane bicycle bird boat bottle bus car cat chair cow dog horse motorbike person sheep
    sofa train airplane motorcycle couch tv""".split()
) | {"dining table", "potted plant", "tv monitor"}


@dataclass(frozen=True)
class DevPair:
    """A caption word, its rows in the text bank, and its boxes."""

    photo: int
    rows: tuple[int, ...]
    label: str
    boxes: tuple[FractionBox, ...]


@dataclass(frozen=True)
class Dev:
    """Features of the photos and states of the sentences."""

    features: dict[str, Tensor]
    states: Tensor
    pairs: tuple[DevPair, ...]
    together: tuple[tuple[DevPair, DevPair], ...]  # two things of a photo in "a A and a B"
    nonsense: tuple[int, ...]  # rows
    lacking: NDArray[np.bool_]  # (pairs, photos)


def dev_features(folder: Path, photos: list[dict[str, Any]], cache: Path) -> dict[str, Tensor]:
    """The frozen networks over every photo, kept beside the cache."""
    path = cache / "eval_dev.npz"
    if not path.exists():
        session = open_features(cache / "features.onnx")
        rows: dict[str, list[NDArray[np.float32]]] = {name: [] for name in set(OUTPUTS) - {"head", "logits"}}
        for photo in photos:
            with Image.open(folder / "images" / photo["image"]) as opened:
                values = run_features(session, squash(np.asarray(opened.convert("RGB")), SIZE))
            for name, kept in rows.items():
                kept.append(values[name].astype(np.float16))
        np.savez(path, allow_pickle=False, **{name: np.stack(kept) for name, kept in rows.items()})
    with np.load(path) as stored:
        return {name: torch.from_numpy(stored[name]) for name in stored.files}


def object_boxes(photo: dict[str, Any], label: str) -> tuple[FractionBox, ...]:
    """The photo's boxes of a label, as fractions."""
    width, height = photo["width"], photo["height"]
    return tuple(
        (x0 / width, y0 / height, x1 / width, y1 / height)
        for item in photo["objects"]
        if item["label"] == label
        for x0, y0, x1, y1 in [item["box"]]
    )


def two_things(photo: dict[str, Any]) -> list[tuple[str, str]]:
    """Labels of things of 1.5 to 60 % of the photo that share little of it."""
    cover = {label: coverage(object_boxes(photo, label), (28, 28)) for label in {o["label"] for o in photo["objects"]}}
    fair = sorted(label for label, covered in cover.items() if 0.015 <= covered.mean() <= 0.6)
    return [
        (a, b)
        for a, b in combinations(fair, 2)
        if np.minimum(cover[a], cover[b]).sum() < 0.1 * min(cover[a].sum(), cover[b].sum())
    ][:1]


def load_dev(folder: Path, cache: Path) -> Dev:
    """Read eval_dev and run the frozen streams over it."""
    photos = json.loads((folder / "annotations.json").read_text())
    rows = json.loads((folder / "caption_word_pairs.json").read_text())
    number = {photo["image"]: i for i, photo in enumerate(photos)}
    captions = [photos[number[row["image"]]]["captions"][row["caption_index"]] for row in rows]
    both = {(i, a, b): f"a {a} and a {b}" for i, photo in enumerate(photos) for a, b in two_things(photo)}
    rng = np.random.default_rng(99)
    nonsense = [invented(rng) for _ in range(20)] + [scrambled(rng) for _ in range(20)]
    bank = textbank.build(list(dict.fromkeys([*captions, *both.values(), *nonsense])))

    def word_rows(text: str, begin: int, end: int) -> tuple[int, ...]:
        sentence = bank.index[text]
        return tuple(
            int(bank.first[sentence]) + i
            for i, word in enumerate(bank.words[sentence])
            if word.start < end and word.end > begin
        )

    pairs, lacking = [], []
    for row, caption in zip(rows, captions, strict=True):
        photo = photos[number[row["image"]]]
        begin = row["span"][0]
        words = word_rows(caption, begin, begin + len(row["word"]))
        pairs.append(DevPair(number[row["image"]], words, row["label"], object_boxes(photo, row["label"])))
        lacking.append([lacks(other, row["label"]) for other in photos])
    together = tuple(
        (
            DevPair(i, word_rows(text, 2, 2 + len(a)), a, object_boxes(photos[i], a)),
            DevPair(i, word_rows(text, len(text) - len(b), len(text)), b, object_boxes(photos[i], b)),
        )
        for (i, a, b), text in both.items()
    )
    states = torch.from_numpy(bank.states.astype(np.float32))
    odd = tuple(int(bank.first[bank.index[text]]) for text in nonsense)
    return Dev(dev_features(folder, photos, cache), states, tuple(pairs), together, odd, np.array(lacking))


def lacks(photo: dict[str, object], label: str) -> bool:
    """Whether a photo's annotation knows the label and has none of it."""
    if photo["dataset"] != "coco" and label not in VOC_LABELS:
        return False
    aliases = {
        "airplane": "aeroplane",
        "motorcycle": "motorbike",
        "couch": "sofa",
        "tv": "tv monitor",
    }
    labels = {item["label"] for item in photo["objects"]}  # type: ignore[attr-defined]
    return label not in labels and aliases.get(label, label) not in labels


@torch.inference_mode()
def sides(model: CrossAttention, features: dict[str, Tensor]) -> tuple[Tensor, Tensor, Tensor]:
    """Keys, values (N, heads, 784, d) and class scores (N, 80, 784) of cached features."""
    found = []
    for begin in range(0, len(features["fine"]), 16):
        part = {name: value[begin : begin + 16].float() for name, value in features.items()}
        maps = PhotoMaps(head=torch.empty(0), **{name: part[name] for name in part if name != "coarse"})
        keys, values = model.photo.places(streams_of(maps), streams_of(halve(maps)), part["coarse"], part["far"])
        found.append((keys, values, part["classes"].sigmoid().flatten(1, 2).transpose(1, 2)))
    keys, values, scores = (torch.cat(parts) for parts in zip(*found, strict=True))
    return keys, values, scores


@torch.inference_mode()
def evaluate_dev(model: CrossAttention, dev: Dev) -> dict[str, float]:
    """Pointing of evidence and attention, share, two things, large things, refusal and acceptance."""
    keys, values, scores = sides(model, dev.features)
    size = (28, 28)

    def read(pair: DevPair, photo: int) -> tuple[NDArray[np.float32], float]:
        _, evidence, presence, _ = model(dev.states[list(pair.rows)], keys[photo], values[photo], scores[photo])
        return evidence.mean(0).view(size).numpy(), float(presence.mean())

    def elsewhere(pair: DevPair, photos: NDArray[np.int64]) -> NDArray[np.float32]:
        states = dev.states[list(pair.rows)]
        presence = model.score(model.text(states), model.classes(states), keys[photos], values[photos], scores[photos])
        found: NDArray[np.float32] = presence.mean(-1).numpy()
        return found

    heats, right = zip(*(read(pair, pair.photo) for pair in dev.pairs), strict=True)
    wrong = [
        elsewhere(pair, np.flatnonzero(dev.lacking[i])[i % 9 :: 9]) if i % 4 == 0 else np.zeros(0, np.float32)
        for i, pair in enumerate(dev.pairs)
    ]
    things = np.array([pair.label != "person" for pair in dev.pairs])
    hit = np.array([points_inside(heat, pair.boxes) for heat, pair in zip(heats, dev.pairs, strict=True)], float)
    share = [share_inside(heat, pair.boxes) for heat, pair in zip(heats, dev.pairs, strict=True)]
    area = np.array([coverage(pair.boxes, size).mean() for pair in dev.pairs])
    positive, negative = np.array(right), np.concatenate(wrong)
    negative_things = np.concatenate([part for part, thing in zip(wrong, things, strict=True) if thing])
    cut = np.quantile(positive, 0.08)
    own, other = [], []
    for a, b in dev.together:
        for mine, theirs in ((a, b), (b, a)):
            heat, _ = read(mine, mine.photo)
            own.append(points_inside(heat, mine.boxes))
            other.append(points_inside(heat, theirs.boxes) and not points_inside(heat, mine.boxes))
    some = np.arange(0, len(keys), 19)
    odd = np.concatenate([elsewhere(DevPair(0, (row,), "", ()), some) for row in dev.nonsense])
    large = (area >= 0.25) & (area <= 0.6)
    measured = {
        "pointing": hit.mean(),
        "pointing_things": hit[things].mean(),
        "share": np.mean(share),
        "own_of_two": np.mean(own),
        "other_of_two": np.mean(other),
        "auc": area_under_roc(positive, negative),
        "auc_things": area_under_roc(positive[things], negative_things),
        "refused_at_92": (negative < cut).mean(),
        "cut": cut,
        "large_refused": (positive[large] < cut).mean(),
        "nonsense_found": (odd >= cut).mean(),
    }
    return {name: round(float(value), 4) for name, value in measured.items()}
