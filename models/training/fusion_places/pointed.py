"""Words whose places are known, ready to be pointed at: the held-out ones to choose on, or an archive's."""

from __future__ import annotations

import math
import pickle
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from models.evaluation.archive import Archive
from models.fusion.baselines import cells_inside, spread_of
from models.fusion.reading import as_grids
from models.fusion.strategy import FusionStrategy, Grids, States
from models.fusion.streams import DEPTHS
from models.pointing import FractionBox, points_inside
from models.text.minilm import load as load_text
from models.text.tokens import tokenise
from models.training.fusion_places.batches import sides_of
from models.training.fusion_places.cache import PlacesData, pooling_of
from models.training.fusion_places.maps import SIDE, Looker
from models.training.fusion_places.photos import HELD
from models.training.fusion_places.place_loss import map_rows

CHUNK = 16  # sentences at once
PERSON = "person"
MEAN = "mean"  # of all attentions, as the page shows them together


@dataclass(frozen=True)
class SaidWord:
    """A word of a sentence and where what it names is."""

    tokens: tuple[int, ...]
    boxes: tuple[FractionBox, ...]
    person: bool


@dataclass(frozen=True)
class Said:
    """One sentence of one photo."""

    photo: int
    states: dict[int, np.ndarray]  # depth -> (T, 384)
    words: tuple[SaidWord, ...]


@dataclass(frozen=True)
class Pointed:
    """Photos' maps and the sentences said of them."""

    grids: dict[str, np.ndarray]  # stage -> (photos, R, C, channels)
    said: list[Said]

    def batch(self, chosen: list[Said], model: FusionStrategy) -> tuple[Grids, States, Tensor]:
        """Maps, states and mask of some sentences."""
        photos = [each.photo for each in chosen]
        grids = {stage: torch.from_numpy(self.grids[stage][photos]).float() for stage in model.stages}
        lengths = [len(each.states[model.depths[0]]) for each in chosen]
        mask = torch.arange(max(lengths))[None] < torch.tensor(lengths)[:, None]
        states = {}
        for depth in model.depths:
            padded = np.zeros((len(chosen), max(lengths), 384), np.float32)
            for row, each in enumerate(chosen):
                padded[row, : lengths[row]] = each.states[depth]
            states[depth] = torch.from_numpy(padded)
        return grids, states, mask


def held_words(data: PlacesData) -> Pointed:
    """Every placed word of the photos that were held out of training."""
    said = []
    for caption in data.captions_of(HELD):
        rows = slice(data.first[caption], data.first[caption + 1])
        words = tuple(SaidWord(word.tokens, word.boxes, PERSON in word.labels) for word in data.words[caption])
        if words:
            states = {depth: data.depths[depth][rows] for depth in DEPTHS}
            said.append(Said(int(data.caption_photo[caption]), states, words))
    return Pointed(dict(data.grids), said)


def archive_words(archive: Path, cache: Path) -> Pointed:
    """Every caption word of an evaluation archive; its photos' maps are kept in the cache, to measure on alone."""
    opened, kept = Archive(archive), cache / f"{archive.stem}.pkl"
    names = list(opened.photos)
    if not kept.exists():
        looker = Looker(cache / "stages.onnx")
        looked = [looker.look(opened.pixels(name)) for name in names]
        grids = {stage: np.stack([each[stage] for each in looked]) for stage in looked[0]}
        kept.write_bytes(pickle.dumps((grids, said_of(opened, names))))
    return Pointed(*pickle.loads(kept.read_bytes()))


@torch.inference_mode()
def said_of(archive: Archive, names: list[str]) -> list[Said]:
    """Every caption word of an archive's photos, which `names` puts in order."""
    text, found = load_text(), dict[tuple[str, str], Said]()
    for trial in archive.trials():
        read = tokenise(trial.sentence)
        key = (trial.image, trial.sentence)
        if key not in found:
            ids = torch.from_numpy(read.ids)[None]
            states = text.states(ids, torch.ones_like(ids))
            found[key] = Said(names.index(trial.image), {depth: states[depth][0].numpy() for depth in DEPTHS}, ())
        touched = [i for i, word in enumerate(read.words) if word.start < trial.span[1] and word.end > trial.span[0]]
        tokens = tuple(int(i) for i in np.flatnonzero(read.pooling[touched].sum(0)))
        word = SaidWord(tokens, trial.boxes, trial.label == PERSON)
        found[key] = Said(found[key].photo, found[key].states, (*found[key].words, word))
    return list(found.values())


@torch.inference_mode()
def pointing(model: FusionStrategy, pointed: Pointed) -> dict[str, dict[str, float]]:
    """Per attention, in per cent of all words, of people and of things: how often the brightest cell is inside.

    Of several also their mean, on the coarsest grid, as models/fusion/reading.py reads it.
    """
    hits = dict[str, list[bool]]()
    order = sorted(pointed.said, key=lambda each: len(each.states[0]))
    words = [word for each in order for word in each.words]
    for start in range(0, len(order), CHUNK):
        chosen = order[start : start + CHUNK]
        grids, states, mask = pointed.batch(chosen, model)
        _, attentions = model(grids, states, mask)
        rows = [(row, word) for row, each in enumerate(chosen) for word in each.words]
        pooling = torch.stack([pooling_of(word.tokens, mask.shape[1]) for _, word in rows])
        pairs = torch.tensor([row for row, _ in rows])
        sides = sides_of(model, grids)
        found = dict[str, np.ndarray]()
        for kind, attention in zip(model.attention_kinds, attentions, strict=True):
            found[kind.name] = map_rows(kind, attention.float(), pairs, pooling).numpy()
        if len(found) > 1:
            coarsest = (min(sides), min(sides))
            found[MEAN] = np.mean([as_grids(maps, coarsest) for maps in found.values()], axis=0)
        for name, maps in found.items():
            heats = as_grids(maps.reshape(len(maps), -1), (math.isqrt(maps[0].size),) * 2)
            inside = [points_inside(heat, word.boxes) for heat, (_, word) in zip(heats, rows, strict=True)]
            hits.setdefault(name, []).extend(inside)
    return {name: by_group(np.array(each), words) for name, each in hits.items()}


def by_group(hits: np.ndarray, words: list[SaidWord]) -> dict[str, float]:
    """Per cent of all, of people, of other things, where there are any."""
    person = np.array([word.person for word in words])
    groups = {"all": np.ones_like(person), "person": person, "not_person": ~person}
    return {name: float(100 * hits[mask].mean()) for name, mask in groups.items() if mask.any()}


def blind(pointed: Pointed) -> dict[str, float]:
    """What is hit without looking, per cent: a random cell of 14 x 14, its spread (95 %), the middle."""
    words = [word for each in pointed.said for word in each.words]
    chance = np.array([cells_inside(word.boxes, SIDE) for word in words])
    centre = [points_inside(np.ones((1, 1), np.float32), word.boxes) for word in words]
    return {
        "words": len(words),
        "random": float(100 * chance.mean()),
        "spread": spread_of(chance.tolist()),
        "centre": float(100 * np.mean(centre)),
    }
