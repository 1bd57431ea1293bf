"""The training photographs, and the altered copies that teach scale, place and absence.

Besides each photo as it is we make: a mirrored, colour-jittered, slightly cropped copy; many crops of the
photos with boxes; mosaics of four photos; and photos with a small one pasted in. In the last two we know
by construction where everything is, so captions without boxes teach place too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageEnhance

Box = tuple[float, float, float, float]  # left, top, right, bottom as fractions of the picture


@dataclass(frozen=True)
class Source:
    """One photo as the data set has it."""

    path: str
    dataset: str  # flickr8k, coco, caltech101, imagenet
    split: str
    captions: tuple[str, ...]
    names: tuple[str, ...] = ()  # what is known to be in it (a class name)
    wnid: str = ""
    objects: tuple[tuple[str, Box], ...] = ()
    squashed_aspect: float = 0.0  # width / height before the data set squashed it; 0 when it did not


@dataclass(frozen=True)
class Part:
    """A source's place in a training picture; `crop` is what of the source is shown, `place` where."""

    source: int
    crop: Box = (0.0, 0.0, 1.0, 1.0)
    place: Box = (0.0, 0.0, 1.0, 1.0)
    flip: bool = False


@dataclass(frozen=True)
class Picture:
    """A training picture: parts painted in order, then colour jitter (brightness, contrast, saturation)."""

    kind: str  # base, altered, boxed, mosaic, paste, dev, test
    parts: tuple[Part, ...]
    jitter: tuple[float, float, float] = (1.0, 1.0, 1.0)
    # Boxes of the sources' objects as seen in this picture: (part, label, box, visible share of the object).
    boxes: tuple[tuple[int, str, Box, float], ...] = field(default=())


def read_sources(data: Path) -> list[Source]:
    """All photos of train_real and imagenet_samples under `data`, in a fixed order."""
    sources: list[Source] = []
    for row in json.loads((data / "train_real" / "captions.json").read_text()):
        width, height = row["width"], row["height"]
        objects = tuple(
            (item["label"], (x0 / width, y0 / height, x1 / width, y1 / height))
            for item in row.get("objects") or []
            for x0, y0, x1, y1 in [item["box"]]
        )
        label = row.get("label")
        sources.append(
            Source(
                path=f"train_real/images/{row['image']}",
                dataset=row["dataset"],
                split=row["split"],
                captions=tuple(row["captions"]),
                names=(label,) if label else (),
                objects=objects,
                squashed_aspect=row.get("orig_aspect") or 0.0,
            )
        )
    labels = json.loads((data / "imagenet_samples" / "labels.json").read_text())
    for name, row in sorted(labels.items()):
        names = tuple(part.strip() for part in row["lemma"].split(","))
        sources.append(
            Source(
                f"imagenet_samples/{name}", "imagenet", "train", (f"a photo of a {row['name']}",), names, row["wnid"]
            )
        )
    return sources


def crop_box(box: Box, crop: Box) -> tuple[Box, float]:
    """A box of the whole in the frame of a crop, clipped to it, and the share of its area that is still seen."""
    left, top, right, bottom = crop
    width, height = right - left, bottom - top
    x0, x1 = (np.clip((v - left) / width, 0, 1) for v in (box[0], box[2]))
    y0, y1 = (np.clip((v - top) / height, 0, 1) for v in (box[1], box[3]))
    area = (box[2] - box[0]) * (box[3] - box[1])
    seen = float((x1 - x0) * (y1 - y0)) * width * height / max(area, 1e-9)
    return (float(x0), float(y0), float(x1), float(y1)), seen


def place_box(box: Box, part: Part) -> Box:
    """A box in a part's own frame (after crop, before flip) in the frame of the whole picture."""
    x0, y0, x1, y1 = box
    if part.flip:
        x0, x1 = 1 - x1, 1 - x0
    left, top, right, bottom = part.place
    width, height = right - left, bottom - top
    return (left + x0 * width, top + y0 * height, left + x1 * width, top + y1 * height)


def boxes_of(sources: list[Source], parts: tuple[Part, ...]) -> tuple[tuple[int, str, Box, float], ...]:
    """Every source object that is still seen in a picture made of `parts`."""
    found = []
    for index, part in enumerate(parts):
        for label, box in sources[part.source].objects:
            cropped, seen = crop_box(box, part.crop)
            if seen > 0.05:
                found.append((index, label, place_box(cropped, part), seen))
    return tuple(found)


def random_crop(rng: np.random.Generator, low: float, high: float) -> Box:
    """A crop with sides between `low` and `high` of the photo's, aspect changed by up to a quarter."""
    scale = rng.uniform(low, high)
    stretch = np.exp(rng.uniform(-0.22, 0.22))
    width, height = min(1.0, scale * stretch), min(1.0, scale / stretch)
    left, top = rng.uniform(0, 1 - width), rng.uniform(0, 1 - height)
    return (float(left), float(top), float(left + width), float(top + height))


def random_jitter(rng: np.random.Generator) -> tuple[float, float, float]:
    """Factors of brightness, contrast and saturation."""
    low, high = rng.uniform(0.7, 1.3, 2), rng.uniform(0.5, 1.4)
    return (float(low[0]), float(low[1]), float(high))


def plan_pictures(sources: list[Source], seed: int, crops: int, mosaics: int, pastes: int) -> list[Picture]:
    """All training pictures, from a seed: base, altered, boxed crops, mosaics and pastes; dev and test as they are."""
    rng = np.random.default_rng(seed)
    train = [i for i, s in enumerate(sources) if s.split in ("train", "unassigned")]
    boxed = [i for i in train if sources[i].objects]
    pool = {
        kind: [i for i in train if sources[i].dataset == kind]
        for kind in ("flickr8k", "coco", "caltech101", "imagenet")
    }

    def make(kind: str, parts: tuple[Part, ...], jitter: bool = True) -> Picture:
        factors = random_jitter(rng) if jitter else (1.0, 1.0, 1.0)
        return Picture(kind, parts, factors, boxes_of(sources, parts))

    def draw(weights: dict[str, float]) -> int:
        kinds = list(weights)
        kind = kinds[rng.choice(len(kinds), p=list(weights.values()))]
        return int(rng.choice(pool[kind]))

    def some_part(index: int, place: Box) -> Part:
        low = 0.45 if sources[index].dataset == "coco" else 0.8
        return Part(index, random_crop(rng, low, 1.0), place, bool(rng.random() < 0.5))

    pictures = [make("base", (Part(i),), jitter=False) for i in train]
    pictures += [make("altered", (Part(i, random_crop(rng, 0.8, 1.0), flip=True),)) for i in train]
    for index in boxed:
        for _ in range(crops):
            part = Part(index, random_crop(rng, 0.35, 1.0), flip=bool(rng.random() < 0.5))
            pictures.append(make("boxed", (part,)))
    for _ in range(mosaics):
        x, y = rng.uniform(0.35, 0.65, 2)
        x, y = float(x), float(y)
        places: tuple[Box, ...] = ((0.0, 0.0, x, y), (x, 0.0, 1.0, y), (0.0, y, x, 1.0), (x, y, 1.0, 1.0))
        mix = {"imagenet": 0.4, "caltech101": 0.1, "flickr8k": 0.3, "coco": 0.2}
        parts = tuple(some_part(draw(mix), place) for place in places)
        pictures.append(make("mosaic", parts))
    for _ in range(pastes):
        ground = draw({"flickr8k": 0.8, "coco": 0.2})
        width, height = (float(v) for v in rng.uniform(0.22, 0.5, 2))
        left, top = float(rng.uniform(0, 1 - width)), float(rng.uniform(0, 1 - height))
        place = (left, top, left + width, top + height)
        inset = draw({"imagenet": 0.6, "caltech101": 0.1, "coco": 0.3})
        parts = (some_part(ground, (0.0, 0.0, 1.0, 1.0)), some_part(inset, place))
        pictures.append(make("paste", parts))
    pictures += [Picture(s.split, (Part(i),)) for i, s in enumerate(sources) if s.split in ("dev", "test")]
    return pictures


def paint(picture: Picture, sources: list[Source], data: Path, size: int) -> NDArray[np.uint8]:
    """The pixels of a training picture, squashed to (size, size, 3)."""
    canvas = Image.new("RGB", (size, size))
    for part in picture.parts:
        with Image.open(data / sources[part.source].path) as opened:
            photo = opened.convert("RGB")
        left, top, right, bottom = part.place
        corner = (round(left * size), round(top * size))
        extent = (max(1, round(right * size) - corner[0]), max(1, round(bottom * size) - corner[1]))
        x0, y0, x1, y1 = part.crop
        region = (x0 * photo.width, y0 * photo.height, x1 * photo.width, y1 * photo.height)
        patch = photo.resize(extent, Image.Resampling.BICUBIC, box=region)
        if part.flip:
            patch = patch.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        canvas.paste(patch, corner)
    for enhance, factor in zip(
        (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color), picture.jitter, strict=True
    ):
        if factor != 1.0:
            canvas = enhance(canvas).enhance(factor)
    return np.asarray(canvas)
