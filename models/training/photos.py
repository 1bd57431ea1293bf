"""The training photographs, and the altered copies that teach scale, place and absence.

Besides each photo as it is we make: mirrored copies and copies of half the size somewhere on a plain ground (their
heat must move along), and where wanted copies of fewer pixels (their heat must stay); many crops of the photos with
boxes; mosaics of four photos; photos with a small one pasted in; and photos where the hue of a thing is turned whose
colour a caption names. In mosaics and pastes we know by construction where everything is, so captions without boxes
teach place too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageEnhance

from models.results import Pixels

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
    unseen: tuple[str, ...] = ()  # COCO classes that two detectors do not see and no caption names


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

    kind: str  # base, mirror, half, coarse, boxed, mosaic, paste, recolour, held, dev, test
    parts: tuple[Part, ...]
    jitter: tuple[float, float, float] = (1.0, 1.0, 1.0)
    ground: tuple[int, int, int] = (0, 0, 0)  # what no part covers
    turned: tuple[Box, int] | None = None  # where the hue is turned, and by how much of 255
    twin: int = -1  # the picture that this is a moved copy of
    resolution: float = 1.0  # of the photo's own, before it is brought to the picture's size
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


@dataclass(frozen=True)
class Amounts:
    """How many pictures of each kind; chosen so that the features take under half an hour on two cores."""

    flickr8k: int = 3300  # of 6,091 photos to train on
    caltech101: int = 150
    imagenet: int = 600
    dev: int = 400  # of 1,000
    test: int = 1000
    mirrors: int = 300
    halves: int = 300
    coarse: int = 0
    crops: int = 3  # of each photo with boxes of its own
    mosaics: int = 800
    pastes: int = 400
    recoloured: int = 500


HELD_EVERY = 7  # of the photos with boxes of their own, one in so many is kept for choosing settings
CELLS = 28
COARSEST, FINEST = 0.4, 0.8  # of the photo's own resolution


class Planner:
    """Draws training pictures from a seed."""

    def __init__(self, sources: list[Source], seed: int, amounts: Amounts) -> None:
        self.sources, self.amounts = sources, amounts
        self.rng = np.random.default_rng(seed)
        boxed = [i for i, s in enumerate(sources) if s.dataset == "coco"]
        self.held = boxed[::HELD_EVERY]
        self.train = sorted([*self.some("flickr8k"), *self.some("caltech101"), *self.some("imagenet"), *boxed])
        self.train = [i for i in self.train if i not in set(self.held)]
        self.boxed = [i for i in self.train if sources[i].dataset == "coco"]
        self.pool = {
            kind: [i for i in self.train if sources[i].dataset == kind]
            for kind in ("flickr8k", "coco", "caltech101", "imagenet")
        }

    def some(self, dataset: str) -> list[int]:
        """As many of a data set's photos as `amounts` says."""
        rows = [i for i, s in enumerate(self.sources) if s.dataset == dataset and s.split in ("train", "unassigned")]
        return [int(i) for i in self.rng.permutation(rows)[: getattr(self.amounts, dataset)]]

    def make(self, kind: str, parts: tuple[Part, ...], jitter: bool = True, **more: Any) -> Picture:
        """A picture of its parts, with the boxes that are seen in it."""
        factors = random_jitter(self.rng) if jitter else (1.0, 1.0, 1.0)
        return Picture(kind, parts, factors, boxes=boxes_of(self.sources, parts), **more)

    def draw(self, weights: dict[str, float]) -> int:
        """A source; its data set by weight."""
        kinds = list(weights)
        kind = kinds[self.rng.choice(len(kinds), p=list(weights.values()))]
        return int(self.rng.choice(self.pool[kind]))

    def some_part(self, index: int, place: Box) -> Part:
        """A crop of a source, perhaps mirrored."""
        low = 0.45 if self.sources[index].dataset == "coco" else 0.8
        return Part(index, random_crop(self.rng, low, 1.0), place, bool(self.rng.random() < 0.5))

    def pictures(self) -> list[Picture]:
        """All of them: as they are, moved copies, crops, composed, recoloured; dev, test and held as they are."""
        base = [self.make("base", (Part(i),), jitter=False) for i in self.train]
        composed = [self.mosaic() for _ in range(self.amounts.mosaics)]
        composed += [self.paste() for _ in range(self.amounts.pastes)]
        measured = [self.make("held", (Part(i),), jitter=False) for i in self.held]
        for split, count in (("dev", self.amounts.dev), ("test", self.amounts.test)):
            rows = [i for i, s in enumerate(self.sources) if s.split == split]
            measured += [Picture(split, (Part(i),)) for i in rows[:count]]
        return [*base, *self.moved(), *self.cropped(), *composed, *self.recoloured(), *self.coarse(), *measured]

    def moved(self) -> list[Picture]:
        """Mirrored copies and copies of half the size; their twins are rows of the base pictures."""
        found = []
        rows = self.rng.permutation(len(self.train))
        for row in rows[: self.amounts.mirrors]:
            part = Part(self.train[row], flip=True)
            found.append(self.make("mirror", (part,), twin=int(row)))
        for row in rows[self.amounts.mirrors :][: self.amounts.halves]:
            left, top = (int(v) / CELLS for v in self.rng.integers(0, CELLS // 2 + 1, 2))
            part = Part(self.train[row], place=(left, top, left + 0.5, top + 0.5))
            grey = int(self.rng.choice([0, 127, 255])) if self.rng.random() < 0.7 else int(self.rng.integers(0, 256))
            found.append(self.make("half", (part,), jitter=False, twin=int(row), ground=(grey, grey, grey)))
        return found

    def coarse(self) -> list[Picture]:
        """Copies at fewer pixels, of other photos for the most part than the moved ones."""
        found = []
        for row in self.rng.permutation(len(self.train))[: self.amounts.coarse]:
            resolution = float(self.rng.uniform(COARSEST, FINEST))
            part = (Part(self.train[row]),)
            found.append(self.make("coarse", part, jitter=False, twin=int(row), resolution=resolution))
        return found

    def cropped(self) -> list[Picture]:
        """Crops of the photos with boxes of their own."""
        return [
            self.make("boxed", (Part(i, random_crop(self.rng, 0.35, 1.0), flip=bool(self.rng.random() < 0.5)),))
            for i in self.boxed
            for _ in range(self.amounts.crops)
        ]

    def mosaic(self) -> Picture:
        """Four photos side by side."""
        x, y = (float(v) for v in self.rng.uniform(0.35, 0.65, 2))
        places: tuple[Box, ...] = ((0.0, 0.0, x, y), (x, 0.0, 1.0, y), (0.0, y, x, 1.0), (x, y, 1.0, 1.0))
        mix = {"imagenet": 0.4, "caltech101": 0.1, "flickr8k": 0.3, "coco": 0.2}
        return self.make("mosaic", tuple(self.some_part(self.draw(mix), place) for place in places))

    def paste(self) -> Picture:
        """A photo with a smaller one on it."""
        ground = self.draw({"flickr8k": 0.8, "coco": 0.2})
        width, height = (float(v) for v in self.rng.uniform(0.22, 0.5, 2))
        left, top = float(self.rng.uniform(0, 1 - width)), float(self.rng.uniform(0, 1 - height))
        place = (left, top, left + width, top + height)
        inset = self.draw({"imagenet": 0.6, "caltech101": 0.1, "coco": 0.3})
        return self.make("paste", (self.some_part(ground, (0.0, 0.0, 1.0, 1.0)), self.some_part(inset, place)))

    def recoloured(self) -> list[Picture]:
        """Photos whose captions name a colour that has a hue, with the hue of all boxed things turned."""
        wanted = [i for i in self.pool["flickr8k"] if named_hues(self.sources[i].captions) and self.sources[i].objects]
        found = []
        for index in self.rng.permutation(wanted)[: self.amounts.recoloured]:
            boxes = [box for _, box in self.sources[index].objects]
            around = (*(min(b[k] for b in boxes) for k in (0, 1)), *(max(b[k] for b in boxes) for k in (2, 3)))
            turn = int(self.rng.integers(75, 181))
            found.append(self.make("recolour", (Part(int(index)),), jitter=False, turned=(around, turn)))
        return found


HUES = frozenset("red blue green yellow orange purple pink".split())


def named_hues(captions: tuple[str, ...]) -> set[str]:
    """Colours with a hue that captions name."""
    return {word for caption in captions for word in caption.lower().replace(",", " ").split() if word in HUES}


def plan_pictures(sources: list[Source], seed: int, amounts: Amounts | None = None) -> list[Picture]:
    """All training pictures, from a seed."""
    return Planner(sources, seed, amounts or Amounts()).pictures()


def turn_hue(canvas: Image.Image, box: Box, turn: int) -> None:
    """Turn the hue of what lies in a box, by `turn` of 255, where it is."""
    size = canvas.width
    left, top, right, bottom = (round(v * size) for v in box)
    planes = np.asarray(canvas.crop((left, top, right, bottom)).convert("HSV")).copy()
    planes[..., 0] += np.uint8(turn)  # wraps, as hues do
    canvas.paste(Image.fromarray(planes, "HSV").convert("RGB"), (left, top))


def read_pixels(data: Path, source: Source) -> Pixels:
    """A photo's pixels (H, W, 3)."""
    with Image.open(data / source.path) as opened:
        return np.asarray(opened.convert("RGB"))


def paint(picture: Picture, sources: list[Source], data: Path, size: int) -> NDArray[np.uint8]:
    """The pixels of a training picture, squashed to (size, size, 3)."""
    canvas = Image.new("RGB", (size, size), picture.ground)
    for part in picture.parts:
        with Image.open(data / sources[part.source].path) as opened:
            photo = opened.convert("RGB")
        if picture.resolution < 1:
            width, height = (max(1, round(side * picture.resolution)) for side in photo.size)
            photo = photo.resize((width, height), Image.Resampling.LANCZOS)
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
    if picture.turned is not None:
        turn_hue(canvas, *picture.turned)
    return np.asarray(canvas)
