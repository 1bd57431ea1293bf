"""The two ways that are taught, each kept in a folder once it is."""

from __future__ import annotations

import json
import pickle
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from models.engine.attender import OnnxAttender
from models.fusion.cross_attention import CrossAttention
from models.training.chinese_ways.adapter import Adapter, fit_adapter
from models.training.chinese_ways.e5 import E5
from models.training.chinese_ways.lessons import Caption, Lesson, read_captions
from models.training.chinese_ways.measures import votes_of
from models.training.chinese_ways.own_stream import OwnStream, vocabulary_of
from models.training.chinese_ways.own_training import teach, teach_photos
from models.training.chinese_ways.photos import look_at, photo_names
from models.training.chinese_ways.recipe import WaysRecipe
from models.training.chinese_ways.ways import OwnWay

Progress = Callable[[str], None]


def taught(
    folder: Path, name: str, make: Callable[[], tuple[dict[str, Any], dict[str, Any]]]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What `make` gives, objects to keep and what is said of them; from the folder where it was made before."""
    told = folder / f"{name}.json"
    if not told.exists():
        began = time.process_time()
        kept, said = make()
        folder.mkdir(parents=True, exist_ok=True)
        for part, value in kept.items():
            (folder / f"{part}.pkl").write_bytes(pickle.dumps(value))
        said |= {"parts": list(kept), "core_seconds": round(time.process_time() - began)}
        told.write_text(json.dumps(said))
    said = json.loads(told.read_text())
    return {part: pickle.loads((folder / f"{part}.pkl").read_bytes()) for part in said.pop("parts")}, said


def teach_adapter(
    e5: E5, lessons: Sequence[Lesson], fusion: CrossAttention, recipe: WaysRecipe, say: Progress
) -> tuple[dict[str, Adapter], dict[str, Any]]:
    """(a): e5 reads a sample of the lessons; whole photos are held back."""
    rng = np.random.default_rng(recipe.seed)
    chosen = [lessons[int(i)] for i in rng.permutation(len(lessons))[: recipe.adapter.captions]]
    say(f"e5 reads {len(chosen)} captions")
    read = e5.read([lesson.caption.spelled for lesson in chosen])
    rows = np.concatenate([own[list(lesson.places)] for own, lesson in zip(read, chosen, strict=True)])
    targets = np.concatenate([lesson.targets for lesson in chosen])
    images = [lesson.caption.image for lesson in chosen for _ in lesson.places]
    held_images = {image for image in set(images) if _share(image, recipe.seed) < recipe.adapter.held}
    held = np.array([image in held_images for image in images], np.float32)
    linear, both, found = fit_adapter(rows, targets, held, fusion, recipe.adapter, say)
    return {"e5_linear": linear, "e5": both}, {"words": len(rows), **found}


def _share(image: str, seed: int) -> float:
    """A number of 0..1 that belongs to a photo."""
    return float(np.random.default_rng([seed, *image.encode()]).random())


def teach_own(
    lessons: Sequence[Lesson],
    photos: Path,
    chinese: Path,
    attender: OnnxAttender,
    fusion: CrossAttention,
    recipe: WaysRecipe,
    cache: Path,
    say: Progress,
) -> tuple[dict[str, OwnStream], dict[str, Any]]:
    """(b): the words first, then the photos; both stages are kept."""
    torch.manual_seed(recipe.seed)
    own = recipe.own
    vocabulary = vocabulary_of((lesson.caption.spelled for lesson in lessons), own.least)
    stream = OwnStream(vocabulary, own.width, own.heads, own.layers, own.dropout)
    teach(stream, lessons, fusion, own, say)
    words_alone = pickle.loads(pickle.dumps(stream))
    names = photo_names(photos, "train")[: recipe.train_looks]
    looks = look_at(photos, names, attender, cache / "looks_train")
    written = read_captions(chinese, names, range(5), people=True)
    way = OwnWay(stream)

    def votes(caption: Caption) -> Tensor:
        return torch.tensor(votes_of(way, caption))

    captions = [[each for each in written if each.image == name and votes(each).any()] for name in names]
    teach_photos(stream, captions, looks, fusion, own, votes, say)
    said = {
        "captions": len(lessons),
        "words": sum(len(lesson.places) for lesson in lessons),
        "vocabulary": {"words": len(vocabulary.words), "characters": len(vocabulary.characters)},
        "photos": len(names),
        "weights": sum(each.numel() for each in stream.parameters()),
    }
    return {"own_words": words_alone, "own": stream}, said
