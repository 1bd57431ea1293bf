"""Where the siblings' words point on eval_dev, never trained on: at the centre of the heaviest box.

Beside them stand pointers that do not read the word: a random box, the surest box, and as the ceiling whether any of
the photo's boxes would hit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch

from models.engine.encoder.engine import EncoderEngine
from models.evaluation.archive import Archive, Trial
from models.fusion.regions.photo import LEAST, PhotoRegions
from models.fusion.regions.reading import looks_of
from models.fusion.regions.results import heaviest
from models.fusion.strategy import FusionStrategy
from models.fusion.streams import LAST
from models.lab_results.maps import Box
from models.pointing import FractionBox
from models.text.minilm import load as load_text
from models.text.tokens import tokenise


@dataclass(frozen=True)
class Pointed:
    """A caption word, its photo's regions, the sentence's states (T, 384) and which rows are tokens of the word."""

    trial: Trial
    regions: PhotoRegions
    states: torch.Tensor
    pooling: np.ndarray  # (words, tokens)
    touched: tuple[int, ...]  # words


@torch.inference_mode()
def read_trials(archive: Archive, encoder: EncoderEngine) -> list[Pointed]:
    """Every caption word with boxes, among all boxes that the detector finds."""
    text, found = load_text(), []
    seen = {name: encoder.regions(archive.pixels(name), LEAST) for name in archive.photos}
    for trial in archive.trials():
        read = tokenise(trial.sentence)
        ids = torch.from_numpy(read.ids)[None]
        states = text.states(ids, torch.ones_like(ids))[LAST]
        touched = tuple(i for i, w in enumerate(read.words) if w.start < trial.span[1] and w.end > trial.span[0])
        found.append(Pointed(trial, seen[trial.image], states, read.pooling, touched))
    return found


def above(trials: Sequence[Pointed], floor: float) -> list[Pointed]:
    """The same with the boxes of at least this score."""
    return [replace(each, regions=each.regions.above(floor)) for each in trials]


def hits(box: Box, boxes: Sequence[FractionBox]) -> bool:
    """Whether the centre of a box lies in one of others."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in boxes)


def candidates(regions: PhotoRegions) -> tuple[Box, ...]:
    """What a word can point at: boxes, or the whole photo where there is none."""
    return regions.boxes[1:] or regions.boxes


@torch.inference_mode()
def pointing(model: FusionStrategy, trials: Sequence[Pointed]) -> dict[str, float]:
    """Share of caption words, in per cent, that point into a box of theirs: all, people, things."""
    inside = []
    for each in trials:
        grids = {name: torch.from_numpy(value) for name, value in each.regions.inputs().items()}
        mask = torch.ones(each.states.shape[:2], dtype=torch.bool)
        _, attentions = model(grids, {LAST: each.states}, mask)
        weights = tuple(one[0].numpy() for one in attentions)
        looks = looks_of(model.name, weights, each.pooling, len(each.regions.boxes)).regions
        box = each.regions.boxes[heaviest(looks[list(each.touched)].mean(0))]
        inside.append(hits(box, each.trial.boxes))
    return grouped(np.array(inside, float), trials)


def baselines(trials: Sequence[Pointed]) -> dict[str, dict[str, float]]:
    """A random box, the surest one, and any."""
    rows = [[hits(box, each.trial.boxes) for box in candidates(each.regions)] for each in trials]
    ways: dict[str, Callable[[list[bool]], float]] = {
        "random_box": lambda row: float(np.mean(row)), "surest_box": lambda row: row[0], "any_box": any,
    }  # fmt: skip
    return {name: grouped(np.array([float(way(row)) for row in rows]), trials) for name, way in ways.items()}


def grouped(inside: np.ndarray, trials: Sequence[Pointed]) -> dict[str, float]:
    """Per cent of all words, of those that name people, and of the others."""
    person = np.array([each.trial.person for each in trials])
    groups = {"all": np.ones_like(person), "person": person, "not_person": ~person}
    return {name: float(100 * inside[mask].mean()) for name, mask in groups.items()}
