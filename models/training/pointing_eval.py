"""eval_dev during training, never trained on: pointing, share inside boxes, right words against photos without them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor, nn

from models.backbones.efficientnet_lite import VARIANTS, load
from models.fusion.cross_attention import CrossAttention
from models.pointing import FractionBox, area_under_roc, points_inside, share_inside
from models.preprocessing import normalise, squash
from models.training import textbank

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
    """Features of the photos and states of the captions."""

    features: dict[str, NDArray[np.float32]]
    states: Tensor
    pairs: tuple[DevPair, ...]
    lacking: NDArray[np.bool_]  # (pairs, photos)


def load_dev(folder: Path, cache: Path) -> Dev:
    """Read eval_dev and run the frozen streams over it."""
    photos = json.loads((folder / "annotations.json").read_text())
    rows = json.loads((folder / "caption_word_pairs.json").read_text())
    preprocessing = load(VARIANTS[0]).preprocessing
    features: dict[str, list[NDArray[np.float32]]] = {"fine": [], "coarse": [], "context": []}
    sessions = {size: ort.InferenceSession(cache / f"features{size}.onnx") for size in (448, 224)}
    for photo in photos:
        with Image.open(folder / "images" / photo["image"]) as opened:
            pixels = squash(np.asarray(opened.convert("RGB")), 448)
        fine, coarse, _ = sessions[448].run(None, {"pixels": normalise(pixels, preprocessing)})
        _, context, _ = sessions[224].run(None, {"pixels": normalise(squash(pixels, 224), preprocessing)})
        for name, value in (("fine", fine), ("coarse", coarse), ("context", context)):
            features[name].append(value[0])
    number = {photo["image"]: i for i, photo in enumerate(photos)}
    captions = list(dict.fromkeys(photos[number[row["image"]]]["captions"][row["caption_index"]] for row in rows))
    bank = textbank.build(captions)
    pairs, lacking = [], []
    for row in rows:
        photo = photos[number[row["image"]]]
        sentence = bank.index[photo["captions"][row["caption_index"]]]
        begin, end = row["span"][0], row["span"][0] + len(row["word"])
        words = tuple(
            int(bank.first[sentence]) + i
            for i, word in enumerate(bank.words[sentence])
            if word.start < end and word.end > begin
        )
        size = (photo["width"], photo["height"]) * 2
        boxes = tuple(
            tuple(v / s for v, s in zip(o["box"], size, strict=True))
            for o in photo["objects"]
            if o["label"] == row["label"]
        )
        pairs.append(DevPair(number[row["image"]], words, row["label"], boxes))
        lacking.append([lacks(other, row["label"]) for other in photos])
    states = torch.from_numpy(bank.states.astype(np.float32))
    return Dev({k: np.stack(v) for k, v in features.items()}, states, tuple(pairs), np.array(lacking))


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
def evaluate_dev(model: CrossAttention, teacher: nn.Module, dev: Dev) -> dict[str, float]:
    """Pointing of evidence and attention, share, AUC, refusal at 85 % acceptance."""
    fine, coarse, context = (torch.from_numpy(dev.features[name]) for name in ("fine", "coarse", "context"))
    keys, values = model.photo(fine, teacher.heads(coarse), teacher.heads(context))  # type: ignore[operator]
    size = (28, 28)
    hits, attention_hits, shares, positive, negative = [], [], [], [], []
    for i, pair in enumerate(dev.pairs):
        states = dev.states[list(pair.rows)]
        attention, evidence, presence, _ = model(states, keys[pair.photo], values[pair.photo])
        heat = evidence.mean(0).view(size).numpy()
        hits.append(points_inside(heat, pair.boxes))
        attention_hits.append(points_inside(attention.mean((0, 1)).view(size).numpy(), pair.boxes))
        shares.append(share_inside(heat, pair.boxes))
        positive.append(float(presence.mean()))
        others = np.flatnonzero(dev.lacking[i])[i % 5 :: 5]
        queries, meanings, offsets, _ = model.text(states)
        logits = model.log_temperature.exp()[:, None, None] * (queries.transpose(0, 1) @ keys[others].transpose(-1, -2))
        agreement = meanings.transpose(0, 1) @ values[others].transpose(-1, -2)
        raw = (torch.softmax(logits, -1) * agreement).sum(-1).mean(1)
        negative.append((model.log_scale.exp() * raw - offsets).mean(-1).numpy())
    things = np.array([pair.label != "person" for pair in dev.pairs])
    hit = np.array(hits, float)
    right, wrong = np.array(positive), np.concatenate(negative)
    wrong_things = np.concatenate([n for n, thing in zip(negative, things, strict=True) if thing])
    cut = np.quantile(right, 0.15)
    return {
        "pointing": round(float(hit.mean()), 4),
        "pointing_things": round(float(hit[things].mean()), 4),
        "attention_pointing": round(float(np.mean(attention_hits)), 4),
        "share": round(float(np.mean(shares)), 4),
        "share_things": round(float(np.array(shares)[things].mean()), 4),
        "auc": round(area_under_roc(right, wrong), 4),
        "auc_things": round(area_under_roc(right[things], wrong_things), 4),
        "refused_at_85": round(float((wrong < cut).mean()), 4),
        "cut": round(float(cut), 3),
        "accepted_at_0": round(float((right > 0).mean()), 4),
        "refused_at_0": round(float((wrong < 0).mean()), 4),
    }
