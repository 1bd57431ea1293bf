"""Train the cross-attention fusion on frozen CNN and text features.

    python -m models.training.features --data DATA --out CACHE
    python -m models.training.cross_attention --cache CACHE --config models/training/configs/cross_attention.json

Losses, each on the words that have it:
    contrast   sentence against photo, InfoNCE both ways in the captioned pictures (van den Oord et al. 2018)
    presence   word against photo: binary cross-entropy against photos that lack the word, and InfoNCE over photos
    region     minus log of the attention, and of the softmaxed agreement, inside what is known to hold the word
    node       cross-entropy against the classifier's own map of a WordNet node, for attention and agreement
"""

from __future__ import annotations

import argparse
import json
import math
import pickle
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from models.backbones.efficientnet_lite import VARIANTS, load
from models.fusion.cross_attention import CrossAttention, CrossAttentionConfig, pool_sentence
from models.training import textbank
from models.training.batches import ABSENT, NODE, REGION, Batch, Corpus, Sampler, open_maps, prefetch
from models.training.photos import Source
from models.training.pointing_eval import Dev, evaluate_dev, load_dev
from models.training.statements import Names, all_names, know
from models.training.wordnet import Node, nodes_above

Kept = TypeVar("Kept")


@dataclass(frozen=True)
class TrainConfig:
    """One run; everything that changes its outcome."""

    steps: int = 2400
    learning_rate: float = 1.5e-3
    weight_decay: float = 0.05
    composition: tuple[int, int, int, int] = (32, 16, 16, 12)
    contrast: float = 0.4
    presence: float = 1.0
    region: float = 1.0
    node: float = 0.7
    sharpness: float = 1.5  # of the node targets, as a softmax of z-scores
    agreement_temperature: float = 12.0
    average: float = 0.998  # exponential moving average of the weights
    width: int = 256
    heads: int = 4
    blocks: int = 2
    dropout: float = 0.1
    seed: int = 0


class Teacher(nn.Module):
    """The CNN's own head and classifier: head features, and node maps as targets."""

    def __init__(self, nodes: list[Node]) -> None:
        super().__init__()
        backbone = load(VARIANTS[0])
        self.head = backbone.stages[-1]
        weight = backbone.classifier.weight.detach()
        weight = weight - weight.mean(0)
        vectors = torch.stack([weight[list(node.classes)].mean(0) for node in nodes])
        self.register_buffer("vectors", functional.normalize(vectors, dim=-1))

    @torch.no_grad()
    def heads(self, features: Tensor) -> Tensor:
        """Block-15 features (N, R, C, 320) -> head features (N, R, C, 1280)."""
        out: Tensor = self.head(features.permute(0, 3, 1, 2).float()).permute(0, 2, 3, 1)
        return out

    @torch.no_grad()
    def targets(self, coarse: Tensor, nodes: Tensor, sharpness: float) -> Tensor:
        """Head features (N, 14, 14, 1280), node numbers (N, S) -> place distributions (N, S, 784)."""
        vectors = self.vectors[nodes]  # type: ignore[index]
        scores = torch.einsum("nrcd,nsd->nsrc", coarse, vectors)
        flat = scores.flatten(2)
        z = (flat - flat.mean(-1, keepdim=True)) / flat.std(-1, keepdim=True).clamp(min=1e-6)
        fine = functional.interpolate(z.view_as(scores), size=(28, 28), mode="bilinear", align_corners=False)
        return torch.softmax(sharpness * fine.flatten(2), dim=-1)


def contrast_and_presence(model: CrossAttention, batch: Batch, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
    """Captions against the captioned pictures, on every second row and column of places, at a random phase."""
    pairs = int(batch.caption_of.max()) + 1
    row, col = (int(i) for i in torch.randint(0, 2, (2,)))
    grid_keys, grid_values = (
        side[:pairs].unflatten(2, (28, 28))[:, :, row::2, col::2].flatten(2, 3).transpose(0, 1).flatten(1, 2)
        for side in (keys, values)
    )  # (heads, pairs x places, d)
    queries, meanings, offsets, gates = model.text(batch.caption_states)
    temperature = model.log_temperature.exp()[:, None, None].to(queries.dtype)
    logits = (temperature * (queries.transpose(0, 1) @ grid_keys.transpose(1, 2))).unflatten(2, (pairs, -1))
    agreement = (meanings.transpose(0, 1) @ grid_values.transpose(1, 2)).unflatten(2, (pairs, -1))
    raw = (torch.softmax(logits, -1) * agreement).sum(-1).float().mean(0)  # (W, pairs)
    presence = model.log_scale.exp() * raw - offsets.float()[:, None]
    own = functional.one_hot(batch.caption_of, pairs).bool()
    order = torch.arange(len(batch.caption_of))
    place = order - torch.searchsorted(batch.caption_of, batch.caption_of)
    longest = int(place.max()) + 1
    mask = torch.zeros(pairs, longest, dtype=torch.bool)
    mask[batch.caption_of, place] = True
    spread = torch.zeros(pairs, longest, pairs).index_put((batch.caption_of, place), presence)
    gate = torch.zeros(pairs, longest).index_put((batch.caption_of, place), gates.float())
    sentence = pool_sentence(spread.transpose(1, 2), gate[:, None, :], mask[:, None, :]) * model.log_match.exp()
    target = torch.arange(pairs)
    contrast = (functional.cross_entropy(sentence, target) + functional.cross_entropy(sentence.T, target)) / 2

    counts, absent = batch.counts[:, None], batch.absent & batch.counts[:, None]
    positive = functional.softplus(-presence)[own & counts].mean()
    negative = (functional.softplus(presence) * absent).sum() / absent.sum().clamp(min=1)
    masked = presence.masked_fill(~(absent | own), -1e4)
    over_photos = functional.cross_entropy(masked[batch.counts], batch.caption_of[batch.counts])
    return contrast, (positive + negative) / 2 + 0.3 * over_photos


def placed(
    model: CrossAttention,
    teacher: Teacher,
    batch: Batch,
    coarse: Tensor,
    keys: Tensor,
    values: Tensor,
    config: TrainConfig,
) -> dict[str, Tensor]:
    """Losses of the words with regions, classifier nodes, or nothing to find."""
    queries, meanings, offsets, _ = model.text(batch.states)  # (N, S, heads, d)
    temperature = model.log_temperature.exp()[:, None, None].to(queries.dtype)
    logits = (temperature * (queries.transpose(1, 2) @ keys.transpose(2, 3))).float()  # (N, heads, S, P)
    agreement = (meanings.transpose(1, 2) @ values.transpose(2, 3)).float()
    attention = torch.softmax(logits, -1)
    raw = (attention * agreement).sum(-1).mean(1)
    presence = model.log_scale.exp() * raw - offsets.float()
    mean_attention = attention.mean(1)
    agreeing = torch.log_softmax(config.agreement_temperature * agreement.mean(1), -1)
    log_attention = (mean_attention + 1e-9).log()

    is_region, is_node, is_absent = (batch.kinds == kind for kind in (REGION, NODE, ABSENT))
    inside = (mean_attention * batch.regions).sum(-1).clamp(min=1e-6).log()
    inside_agreement = (agreeing.exp() * batch.regions).sum(-1).clamp(min=1e-6).log()
    region = -(inside + inside_agreement)[is_region].clamp(min=-8).mean()

    target = teacher.targets(coarse, batch.nodes, config.sharpness)
    cross = -(target * (log_attention + agreeing)).sum(-1)
    node = (cross * is_node).sum() / is_node.sum().clamp(min=1) / 2

    there = functional.softplus(-presence)[is_region | is_node].mean()
    lacking = functional.softplus(presence)[is_absent].mean()
    return {"region": region, "node": node, "presence": (there + lacking) / 2}


def make_optimizer(model: nn.Module, config: TrainConfig) -> torch.optim.Optimizer:
    """AdamW (Loshchilov & Hutter 2019); weight decay on matrices alone."""
    matrices = [p for p in model.parameters() if p.ndim > 1]
    others = [p for p in model.parameters() if p.ndim <= 1]
    groups = [{"params": matrices, "weight_decay": config.weight_decay}, {"params": others, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=config.learning_rate, betas=(0.9, 0.98))


def losses_of(model: CrossAttention, teacher: Teacher, batch: Batch, config: TrainConfig) -> dict[str, Tensor]:
    """All losses of one batch, in bfloat16 where that is safe."""
    with torch.autocast("cpu", torch.bfloat16):
        coarse, context = teacher.heads(batch.coarse), teacher.heads(batch.context)
        keys, values = model.photo(batch.fine.bfloat16(), coarse.bfloat16(), context.bfloat16())
        contrast, pair_presence = contrast_and_presence(model, batch, keys, values)
        losses = placed(model, teacher, batch, coarse, keys, values, config)
    losses["presence"] = losses["presence"] + pair_presence
    return {**losses, "contrast": contrast}


@torch.no_grad()
def follow(averaged: nn.Module, model: nn.Module, decay: float) -> None:
    """Move the averaged weights towards the trained ones."""
    for mine, theirs in zip(averaged.parameters(), model.parameters(), strict=True):
        mine.lerp_(theirs, 1 - decay)


def train(
    config: TrainConfig, corpus: Corpus, name_rows: dict[str, list[tuple[int, ...]]], dev: Dev, out: Path
) -> dict[str, float]:
    """Run one configuration; writes the averaged weights and metrics to `out` and returns the last metrics."""
    torch.manual_seed(config.seed)
    model = CrossAttention(CrossAttentionConfig(config.width, config.heads, config.blocks, config.dropout))
    averaged = CrossAttention(model.config).eval()
    averaged.load_state_dict(model.state_dict())
    teacher = Teacher(corpus.nodes).eval()
    sampler = Sampler(corpus, config.composition, config.seed, name_rows)
    optimizer = make_optimizer(model, config)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, config.learning_rate, config.steps, pct_start=0.1)
    began, metrics = time.time(), {}
    running: dict[str, float] = {}
    for step, batch in enumerate(prefetch(sampler, config.steps)):
        losses = losses_of(model, teacher, batch, config)
        total = torch.stack([getattr(config, name) * loss for name, loss in losses.items()]).sum()
        optimizer.zero_grad(set_to_none=True)
        total.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        follow(averaged, model, min(config.average, 1 - 1 / (step + 2)))
        for name, loss in losses.items():
            value = float(loss.detach())
            running[name] = 0.97 * running.get(name, value) + 0.03 * value
        if step % 20 == 0:
            parts = " ".join(f"{name} {value:.3f}" for name, value in running.items())
            print(f"step {step} {time.time() - began:.0f} s {parts}", flush=True)
        if (step + 1) % 300 == 0 or step + 1 == config.steps:
            metrics = evaluate_dev(averaged, teacher, dev)
            print(f"step {step + 1} " + json.dumps(metrics), flush=True)
            torch.save({"model": averaged.state_dict(), "config": asdict(config), "metrics": metrics}, out)
    return metrics


def kept(path: Path, make: Callable[[], Kept]) -> Kept:
    """What `path` holds, or what `make` makes, kept there. Only ever reads what this script wrote."""
    if path.exists():
        loaded: Kept = pickle.loads(path.read_bytes())
        return loaded
    made = make()
    path.write_bytes(pickle.dumps(made))
    return made


def prepare(cache: Path) -> tuple[Corpus, dict[str, list[tuple[int, ...]]]]:
    """Corpus from the feature cache; the text bank and what is known of each picture are kept beside it."""
    sources, pictures = pickle.loads((cache / "pictures.pkl").read_bytes())
    logits = np.load(cache / "logits.npy", mmap_mode="r")
    nodes = nodes_above(class_wnids(sources))
    names = Names(all_names(sources, nodes))
    captions = [caption for source in sources for caption in source.captions]
    bank = kept(cache / "textbank.pkl", lambda: textbank.build(list(dict.fromkeys([*captions, *names.texts()]))))
    knowledge = kept(cache / "knowledge.pkl", lambda: know(pictures, sources, logits, nodes, names, bank))
    corpus = Corpus(pictures, sources, knowledge, bank, names, nodes, open_maps(cache))
    return corpus, {name: names.rows(name, bank) for name in names.sentences}


def class_wnids(sources: list[Source]) -> list[str]:
    """The wnid of each of the 1,000 classes, from the ImageNet samples, which lie in class order."""
    return [source.wnid for source in sources if source.dataset == "imagenet"]


def read_config(path: Path | None) -> TrainConfig:
    """A configuration file's values over the defaults."""
    values = json.loads(path.read_text()) if path else {}
    if "composition" in values:
        values["composition"] = tuple(values["composition"])
    return TrainConfig(**values)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--dev", type=Path, help="unpacked eval_dev folder, for reports only")
    parser.add_argument("--config", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    config = read_config(args.config)
    began = time.time()
    corpus, name_rows = prepare(args.cache)
    dev = load_dev(args.dev, args.cache)
    print(
        f"prepared in {time.time() - began:.0f} s; {math.fsum(len(k.regions) for k in corpus.knowledge):.0f} regions",
        flush=True,
    )
    train(config, corpus, name_rows, dev, args.out)


if __name__ == "__main__":
    main()
