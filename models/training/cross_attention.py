"""Train the cross-attention fusion on frozen features of a classifier, a detector and the text stream.

    python -m models.training.features --data DATA --out CACHE
    python -m models.training.cross_attention --cache CACHE --config models/training/configs/cross_attention.json
    python -m models.training.cross_attention --cache CACHE2 --begin RUN.pt --config COURSE --out RUN2.pt

It starts from the weights of the same fusion without a detector (models/training/start.py), teaches the words' classes
from text alone (class_words.py), then trains the rest with the losses of losses.py. A further course begins with what
the last one left, classes and all.
"""

from __future__ import annotations

import argparse
import json
import pickle
import time
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from torch import Tensor, nn

from models.class_names import coco_names
from models.fusion.cross_attention import FINE_CHANNELS, CrossAttention, CrossAttentionConfig
from models.training import sentences
from models.training.batches import Corpus, Sampler, prefetch
from models.training.class_words import teach
from models.training.losses import losses_of
from models.training.maps import open_maps
from models.training.photos import Picture, Source
from models.training.pointing_eval import Dev, evaluate_dev, load_dev
from models.training.sentences import Drawn
from models.training.start import starting_state
from models.training.statements import Names, all_names, know, label_names
from models.training.wordnet import class_wnids, nodes_above

Kept = TypeVar("Kept")


@dataclass(frozen=True)
class TrainConfig:
    """One run; everything that changes its outcome."""

    steps: int = 1300
    learning_rate: float = 6e-4
    weight_decay: float = 0.05
    composition: tuple[int, ...] = (15, 4, 5, 2, 4, 4)
    contrast: float = 0.3
    presence: float = 1.0
    swap: float = 1.0
    region: float = 0.5
    scores: float = 0.2
    pair: float = 1.0
    node: float = 0.25
    copy: float = 0.5
    keep: float = 0.0  # of what the course began with: where the words of captions lie
    agreed: bool = False  # places are judged on what the heads agree on, as served, and not on their mean
    captions: int = Drawn.captions  # of a photo
    exchanges: int = Drawn.exchanges  # of each kind, of a photo
    average: float = 0.997  # exponential moving average of the weights
    share: float = 1.0  # of the weights that are left; the others are those that the course began with
    width: int = 256
    heads: int = 4
    blocks: int = 2
    dropout: float = 0.1
    class_weight: float = 5.0
    read_class_weight: float = 9.0  # of the shipped network
    read_score_weight: float = 1.0
    seed: int = 0

    @property
    def sizes(self) -> CrossAttentionConfig:
        """Of the network in training."""
        return CrossAttentionConfig(self.width, self.heads, self.blocks, self.dropout, self.class_weight)

    @property
    def drawn(self) -> Drawn:
        """How much of each photo is read."""
        return Drawn(self.captions, self.exchanges)

    @property
    def read_sizes(self) -> CrossAttentionConfig:
        """Of the shipped network."""
        return replace(self.sizes, class_weight=self.read_class_weight, score_weight=self.read_score_weight)


def begin(config: TrainConfig, state: dict[str, Tensor]) -> CrossAttention:
    """The network with the starting weights; what they lack begins by adding nothing."""
    model = CrossAttention(config.sizes)
    ours = {name: value for name, value in state.items() if not name.startswith(("photo.context.", "photo.fine."))}
    missing, unexpected = model.load_state_dict(ours, strict=False)
    if unexpected or any(not name.startswith(("classes.", "photo.", "text.trust.")) for name in missing):
        raise ValueError(f"the starting weights do not fit: {missing}, {unexpected}")
    weight, bias = state["photo.fine.1.weight"], state["photo.fine.1.bias"]
    with torch.no_grad():
        # The scale and shift of its norm go into the matrix.
        model.photo.detail.weight.zero_()
        model.photo.detail.weight[:, :FINE_CHANNELS] = weight * state["photo.fine.0.weight"]
        model.photo.detail.bias.copy_(bias + weight @ state["photo.fine.0.bias"])
        for layer in (model.photo.far[1], model.text.trust[3]):
            assert isinstance(layer, nn.Linear)
            layer.weight.zero_()
            layer.bias.zero_()
    model.photo.coarse.requires_grad_(False)  # the cache holds its output
    return model


def make_optimizer(model: nn.Module, config: TrainConfig) -> torch.optim.Optimizer:
    """AdamW (Loshchilov & Hutter 2019); weight decay on matrices alone."""
    trained = [p for p in model.parameters() if p.requires_grad]
    matrices, others = [p for p in trained if p.ndim > 1], [p for p in trained if p.ndim <= 1]
    groups = [{"params": matrices, "weight_decay": config.weight_decay}, {"params": others, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=config.learning_rate, betas=(0.9, 0.98))


@torch.no_grad()
def follow(averaged: nn.Module, model: nn.Module, decay: float) -> None:
    """Move the averaged weights towards the trained ones."""
    for mine, theirs in zip(averaged.parameters(), model.parameters(), strict=True):
        mine.lerp_(theirs, 1 - decay)


@dataclass(frozen=True)
class Course:
    """What to train, how, and how it was trained before."""

    config: TrainConfig
    model: CrossAttention
    before: Sequence[dict[str, Any]] = ()


def first_course(config: TrainConfig, cache: Path, corpus: Corpus) -> Course:
    """From the starting weights, the words' classes taught."""
    classes = kept(cache / "classes.pkl", lambda: teach(corpus.sentences.bank).state_dict())
    torch.manual_seed(config.seed)  # after the classes, which draw where they are not kept yet
    model = begin(config, starting_state())
    model.classes.load_state_dict(classes)
    return Course(config, model)


def further_course(config: TrainConfig, checkpoint: Path) -> Course:
    """From what another course left; what the cache holds the output of stays as it is."""
    torch.manual_seed(config.seed)
    model, left = CrossAttention(config.sizes), torch.load(checkpoint, weights_only=True)
    model.load_state_dict(left["model"])
    model.photo.coarse.requires_grad_(False)
    return Course(config, model, [asdict(read_config_of(course)) for course in left["courses"]])


def mixed(before: dict[str, Tensor], after: dict[str, Tensor], share: float) -> dict[str, Tensor]:
    """Weights between those before and after a course (Wortsman et al. 2022, arXiv:2109.01903): what it learned with
    less of what it forgot.
    """
    return {name: torch.lerp(value, after[name], share) for name, value in before.items()}


def train(course: Course, corpus: Corpus, dev: Dev | None, out: Path) -> None:
    """Run one configuration; writes the averaged weights to `out` now and then and at the end."""
    config, model, before = course.config, course.model, course.before
    model.classes.requires_grad_(False)
    averaged = CrossAttention(config.read_sizes).eval()
    averaged.load_state_dict(model.state_dict())
    began_with = {name: value.clone() for name, value in model.state_dict().items()}
    kept_to = deepcopy(model).eval() if config.keep else None
    optimizer = make_optimizer(model, config)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, config.learning_rate, config.steps, pct_start=0.1)
    began = time.time()
    running: dict[str, float] = {}
    for step, batch in enumerate(prefetch(Sampler(corpus, config.composition, config.seed), config.steps)):
        losses = losses_of(model, batch, config.agreed, kept_to)
        total = torch.stack([getattr(config, name) * loss for name, loss in losses.items()]).sum()
        optimizer.zero_grad(set_to_none=True)
        total.backward()
        nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], 1.0)
        optimizer.step()
        schedule.step()
        follow(averaged, model, min(config.average, 1 - 1 / (step + 2)))
        for name, loss in losses.items():
            value = float(loss.detach())
            running[name] = 0.95 * running.get(name, value) + 0.05 * value
        if step % 10 == 0:
            parts = " ".join(f"{name} {value:.3f}" for name, value in running.items())
            print(f"step {step} {time.time() - began:.0f} s {parts}", flush=True)
        if (step + 1) % 250 == 0 or step + 1 == config.steps:
            left = mixed(began_with, averaged.state_dict(), config.share)
            torch.save({"model": left, "courses": [*before, asdict(config)]}, out)
            if dev is not None:
                print(f"step {step + 1} " + json.dumps(evaluate_dev(averaged, dev)), flush=True)


def kept(path: Path, make: Callable[[], Kept]) -> Kept:
    """What `path` holds, or what `make` makes, kept there. Only ever reads what this script wrote."""
    if path.exists():
        loaded: Kept = pickle.loads(path.read_bytes())
        return loaded
    made = make()
    path.write_bytes(pickle.dumps(made))
    return made


def prepare(cache: Path, drawn: Drawn | None = None) -> Corpus:
    """Corpus from the feature cache; sentences and what is known of each picture are kept beside it from the first time
    on. Raises ValueError where other sentences are kept there than are asked for.
    """
    sources, pictures = read_plan(cache)
    nodes = nodes_above(class_wnids(sources))
    used = sorted({part.source for picture in pictures for part in picture.parts})
    labels = {name for label in coco_names() for name in (label, *label_names(label))}
    names = Names(all_names([sources[i] for i in used], nodes), labels)
    read = kept(cache / "sentences.pkl", lambda: sentences.build(sources, pictures, names, drawn=drawn or Drawn()))
    read = sentences.agreeing(read, drawn)
    maps = open_maps(cache)
    knowledge = kept(
        cache / "knowledge.pkl", lambda: know(pictures, sources, np.asarray(maps["logits"]), nodes, names, read.bank)
    )
    return Corpus(pictures, sources, knowledge, read, names, nodes, maps)


def read_plan(cache: Path) -> tuple[list[Source], list[Picture]]:
    """Sources and pictures as the feature script planned them."""
    plan: tuple[list[Source], list[Picture]] = pickle.loads((cache / "pictures.pkl").read_bytes())
    return plan


def read_config(path: Path | None) -> TrainConfig:
    """A configuration file's values over the defaults."""
    return read_config_of(json.loads(path.read_text()) if path else {})


def read_config_of(values: dict[str, Any]) -> TrainConfig:
    """Some values over the defaults."""
    composition = values.get("composition", TrainConfig.composition)
    return TrainConfig(**{**values, "composition": tuple(composition)})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--dev", type=Path, help="unpacked eval_dev folder, for reports only")
    parser.add_argument("--config", type=Path)
    parser.add_argument("--begin", type=Path, help="what another course has written, to go on from there")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    began, config = time.time(), read_config(args.config)
    corpus = prepare(args.cache, config.drawn)
    course = further_course(config, args.begin) if args.begin else first_course(config, args.cache, corpus)
    dev = load_dev(args.dev, args.cache) if args.dev else None
    regions = sum(len(known.regions) for known in corpus.knowledge)
    print(f"prepared in {time.time() - began:.0f} s; {regions} regions", flush=True)
    train(course, corpus, dev, args.out)


if __name__ == "__main__":
    main()
