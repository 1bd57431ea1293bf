"""Train the projector that takes cells among the words of captions.

    python -m models.training.visual_words --cache CACHE --out RUN [--seeds 0] [--set depth=2]

Each cell is compared with all words; the loss is the cross-entropy between the softmax of cosine / temperature and the
words that the cell should say (models/training/visual_targets.py). Cells of rare words are drawn more often than they
come: by 1 / frequency ^ evenness. Writes RUN/SEED.safetensors and RUN/SEED.json with hits on the kept-out COCO photos.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file
from torch import Tensor, nn
from torch.nn.functional import normalize

from models.encoder.visual_words import Beside, VisualWords
from models.evaluation.visual_words import LabelledPhoto, allowed_words, by_words, hits, labelled_cells
from models.results import FloatArray
from models.training.recipes import recipe_of
from models.training.visual_cells import SIDE, WIDTH
from models.training.visual_targets import Cached, contextual_vectors, is_held, read_cache, targets, vocabulary

CONFIG = Path(__file__).parent / "configs" / "visual_words.json"
STATES = 384


@dataclass(frozen=True)
class Recipe:
    """How the projector is trained."""

    depth: int  # of models.text.minilm.DEPTHS
    hidden: int  # 0 for one linear layer
    steps: int
    batch: int
    learning_rate: float
    weight_decay: float
    temperature: float
    evenness: float
    cells: int  # most of one photo
    seeds: tuple[int, ...]


def read_recipe(changes: list[str], path: Path = CONFIG) -> Recipe:
    """The recipe of the JSON file, with some of it said otherwise (`name=value`)."""
    return recipe_of(Recipe, path, changes)


@dataclass(frozen=True)
class Lessons:
    """Cells to learn from, and what they should say."""

    words: tuple[str, ...]
    cells: NDArray[np.float16]  # (N, 1280)
    says: NDArray[np.float16]  # (N, W)
    vectors: FloatArray  # (3, W, 384), of the words at each depth


def gather(cached: Cached, folder: Path, most: int) -> Lessons:
    """Up to `most` cells of each photo that is not held; kept beside the cells for the next run."""
    kept = folder / f"lessons-{most}.npz"
    if kept.exists():
        with np.load(kept) as found:
            return Lessons(tuple(found["words"].tolist()), found["cells"], found["says"], found["vectors"])
    words, random = vocabulary(cached), np.random.default_rng(0)
    numbers = {word: index for index, word in enumerate(words)}
    stored = np.load(folder / "cells.npy", mmap_mode="r")
    cells, says = [], []
    for row in cached.rows:
        if is_held(row, cached.sources[row]):
            continue
        said = targets(cached.sources[row], cached.nouns[row], numbers)
        some = random.permutation(np.flatnonzero(said.sum(1) > 0))[:most]
        cells.append(stored[row][some])
        says.append(said[some].astype(np.float16))
    vectors = contextual_vectors(words, [cached.sources[row] for row in cached.rows])
    lessons = Lessons(words, np.concatenate(cells), np.concatenate(says), vectors)
    np.savez(kept, words=np.array(words), cells=lessons.cells, says=lessons.says, vectors=vectors)
    return lessons


def held_photos(cached: Cached, folder: Path) -> list[LabelledPhoto]:
    """COCO's photos that nothing is learned from."""
    stored = np.load(folder / "cells.npy", mmap_mode="r")
    found = []
    for row in cached.rows:
        source = cached.sources[row]
        if source.dataset == "coco" and is_held(row, source):
            boxes = {label: [box for name, box in source.objects if name == label] for label, _ in source.objects}
            labelled = labelled_cells(boxes, (SIDE, SIDE))
            if labelled:
                found.append(LabelledPhoto(source.path, stored[row].astype(np.float32), labelled))
    return found


class Projector(nn.Module):
    """One linear layer, or two with a ReLU between them."""

    def __init__(self, hidden: int, width: int = WIDTH) -> None:
        super().__init__()
        sizes = [width, hidden, STATES] if hidden else [width, STATES]
        self.layers = nn.ModuleList(nn.Linear(one, other) for one, other in pairwise(sizes))

    def forward(self, cells: Tensor) -> Tensor:
        """Standardised cells (N, D) -> (N, 384), unit length."""
        hidden = cells
        for index, layer in enumerate(self.layers):
            hidden = layer(hidden.relu() if index else hidden)
        return normalize(hidden, dim=-1)


def train(lessons: Lessons, vectors: FloatArray, recipe: Recipe, seed: int) -> VisualWords:
    """One projector."""
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    mean = lessons.cells.mean(0, dtype=np.float32)
    deviation = lessons.cells.std(0, dtype=np.float32) + 1e-3
    projector, words = Projector(recipe.hidden), torch.from_numpy(vectors)
    optimiser = torch.optim.AdamW(projector.parameters(), recipe.learning_rate, weight_decay=recipe.weight_decay)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, recipe.steps)
    often = lessons.says.sum(0, dtype=np.float32)
    weights = lessons.says.astype(np.float32) @ (np.maximum(often, 1) ** -recipe.evenness)
    drawn = random.choice(len(weights), (recipe.steps, recipe.batch), p=weights / weights.sum(dtype=np.float64))
    for step, rows in enumerate(drawn):
        cells = torch.from_numpy((lessons.cells[rows].astype(np.float32) - mean) / deviation)
        nearness = projector(cells) @ words.T / recipe.temperature
        loss = -(torch.from_numpy(lessons.says[rows].astype(np.float32)) * nearness.log_softmax(1)).sum(1).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
        if step % 200 == 0:
            print(f"step {step}: {loss.item():.3f}", flush=True)
    state = {name: value.numpy() for name, value in projector.state_dict().items()}
    layers = tuple((state[f"layers.{i}.weight"], state[f"layers.{i}.bias"]) for i in range(len(projector.layers)))
    nothing = tuple(Beside(0, (), ()) for _ in lessons.words)
    return VisualWords(lessons.words, vectors, (mean, deviation), layers, -1.0, nothing)


def save(words: VisualWords, path: Path) -> None:
    """Arrays as float16; words and their neighbours as lines of the file's own text."""
    mean, deviation = words.scale
    arrays = {"vectors": words.vectors, "mean": mean, "deviation": deviation}
    for index, (weight, bias) in enumerate(words.layers):
        arrays |= {f"weight{index}": weight, f"bias{index}": bias}
    stored = {name: np.ascontiguousarray(value.astype(np.float16)) for name, value in arrays.items()}
    stored["photos"] = np.array([each.photos for each in words.beside], np.int32)
    texts = {
        "words": "\n".join(words.words),
        "before": "\n".join(" ".join(each.before) for each in words.beside),
        "after": "\n".join(" ".join(each.after) for each in words.beside),
    }
    save_file(stored, path, texts)


def main() -> None:
    """Every seed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seeds", default="")
    parser.add_argument("--set", nargs="*", default=[])
    args = parser.parse_args()
    torch.set_num_threads(1)
    recipe = read_recipe(args.set)
    args.out.mkdir(parents=True, exist_ok=True)
    cached = read_cache(args.cache)
    lessons, held = gather(cached, args.cache, recipe.cells), held_photos(cached, args.cache)
    vectors = lessons.vectors[recipe.depth]
    print(f"{len(cached.rows)} photos, {len(lessons.cells)} cells, {len(lessons.words)} words", flush=True)
    for seed in [int(each) for each in args.seeds.split(",") if each] or recipe.seeds:
        began = time.process_time()
        trained = train(lessons, vectors, recipe, seed)
        found = hits(held, by_words(trained), allowed_words(trained))
        report = {kind: [each.at_1.value, each.at_5.value] for kind, each in found.items()}
        print(f"seed {seed}: {report} after {time.process_time() - began:.0f} s of one core", flush=True)
        save(trained, args.out / f"{seed}.safetensors")
        (args.out / f"{seed}.json").write_text(json.dumps({"recipe": asdict(recipe), "held": report}) + "\n")


if __name__ == "__main__":
    main()
