"""Measure the trained fusion strategies: matching and retrieval on Flickr8k's test split, pointing on eval_dev.

    python -m models.training.fusion_report --cache CACHE --run RUN --boxes eval_dev.tar

Writes RUN/NAME-SEED.json. The threshold and the slope of the match come from Flickr8k's dev split. Retrieval ranks all
thousand test photos (captions) for every QUERY_STEP-th first caption (photo), the same ones for every strategy.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from models.backbones.efficientnet_lite import VARIANTS
from models.backbones.efficientnet_lite import load as load_cnn
from models.evaluation.archive import Archive
from models.evaluation.ranks import ranks_of
from models.fusion.catalogue import STRATEGIES, build_strategy
from models.fusion.reading import word_maps
from models.fusion.strategy import FusionStrategy, Grids
from models.fusion.streams import DEPTHS, STAGE_CHANNELS
from models.pointing import points_inside
from models.preprocessing import normalise, squash
from models.results import FloatArray, Pixels
from models.text.minilm import load as load_text
from models.text.tokens import tokenise
from models.training.fusion_data import FusionData, Rows, read_fusion_data
from models.training.precision import autocast
from models.training.ship import fit_logistic

CHUNK = 128  # pairs at once
SWAPS = 7  # the swapped caption is that of the photo so many places on; more of them on the dev split


@torch.inference_mode()
def score_pairs(model: FusionStrategy, data: FusionData, photos: Rows, captions: Rows, pairs: Rows) -> FloatArray:
    """Match logits of `pairs` (K, 2), positions in `photos` (rows of the cache) and in `captions`: (K,)."""
    with autocast(data.dtype):
        seen = _cat([model.see(data.photo_grids(part, model.stages)) for part in np.array_split(photos, 16)])
        states, mask = data.caption_states(captions, model.depths)
        heard = model.hear(states, mask)
        # Captions of one length together: little padding.
        order = np.argsort(mask.sum(1).numpy()[pairs[:, 1]], kind="stable")
        logits = np.empty(len(pairs), np.float32)
        for start in range(0, len(pairs), CHUNK):
            chosen = order[start : start + CHUNK]
            photo, caption = torch.from_numpy(pairs[chosen]).T
            length = int(mask[caption].sum(1).max())
            told = tuple(part[caption][:, :length] if part.ndim == 3 else part[caption] for part in heard)
            score, _ = model.fuse(tuple(part[photo] for part in seen), told, mask[caption][:, :length])
            logits[chosen] = score.float().numpy()
    return logits


def _cat(parts: list[tuple[torch.Tensor, ...]]) -> tuple[torch.Tensor, ...]:
    return tuple(torch.cat(each) for each in zip(*parts, strict=True))


@dataclass(frozen=True)
class Split:
    """Photos of a split and their first captions."""

    photos: Rows  # rows of the photo cache
    captions: Rows


def split_of(data: FusionData, split: str) -> Split:
    """In the order of the captions file."""
    photos = np.flatnonzero(data.split == split)
    captions = np.array([int(np.flatnonzero(data.caption_photo == photo)[0]) for photo in photos])
    return Split(data.photo_rows[photos, 0], captions)


def true_and_swapped(model: FusionStrategy, data: FusionData, split: Split, swaps: range) -> tuple[FloatArray, ...]:
    """Logits of the true pairs (N,) and of pairs with another photo's caption (N * swaps,)."""
    count = np.arange(len(split.photos))
    pairs = [np.stack([count, (count + swap) % len(count)], 1) for swap in (0, *swaps)]
    logits = score_pairs(model, data, split.photos, split.captions, np.concatenate(pairs))
    return logits[: len(count)], logits[len(count) :]


def retrieval(model: FusionStrategy, data: FusionData, split: Split, step: int) -> dict[str, float]:
    """Recall at 1, 5 and 10 in per cent, both ways, among all photos or captions of the split."""
    count = len(split.photos)
    queries = np.arange(0, count, step)
    every = np.arange(count)
    found: dict[str, float] = {}
    for way, column in (("photo_to_caption", 0), ("caption_to_photo", 1)):
        pairs = np.empty((len(queries), count, 2), np.int64)
        pairs[:, :, column], pairs[:, :, 1 - column] = queries[:, None], every[None]
        logits = score_pairs(model, data, split.photos, split.captions, pairs.reshape(-1, 2)).reshape(-1, count)
        ranks = ranks_of(logits, queries)
        for k in (1, 5, 10):
            found[f"{way}_recall_at_{k}"] = float(100 * (ranks < k).mean())
    return found


class Streams:
    """The frozen streams on single photos and sentences."""

    def __init__(self) -> None:
        self.cnn, self.text = load_cnn(VARIANTS[0]), load_text()

    def grids(self, pixels: Pixels) -> Grids:
        """Every stage that a strategy reads, (1, R, C, channels)."""
        inputs = torch.from_numpy(normalise(squash(pixels, self.cnn.preprocessing.size), self.cnn.preprocessing))
        stages = self.cnn.forward_stages(inputs)
        return {name: stages[self.cnn.stage_index(name)].permute(0, 2, 3, 1) for name in STAGE_CHANNELS}


@torch.inference_mode()
def pointing(model: FusionStrategy, archive: Archive, streams: Streams, grids: dict[str, Grids]) -> dict[str, float]:
    """Share of caption words, in per cent, whose map is brightest inside a box: all, people, things."""
    hits: list[tuple[bool, bool]] = []
    kinds = tuple((kind.queries, kind.keys) for kind in model.attention_kinds)
    finest = max(next(iter(grids.values()))[stage].shape[1] for stage in model.stages)
    for trial in archive.trials():
        read = tokenise(trial.sentence)
        ids = torch.from_numpy(read.ids)[None]
        states = streams.text.states(ids, torch.ones_like(ids))
        depths = {depth: states[depth] for depth in DEPTHS}
        _, attentions = model(grids[trial.image], depths, torch.ones_like(ids, dtype=torch.bool))
        maps = word_maps(kinds, tuple(each[0].numpy() for each in attentions), read.pooling, (finest, finest))
        assert maps is not None
        touched = [i for i, w in enumerate(read.words) if w.start < trial.span[1] and w.end > trial.span[0]]
        hits.append((points_inside(maps[touched].mean(0), trial.boxes), trial.label == "person"))
    inside, person = np.array(hits).T
    groups = {"all": np.ones_like(person), "person": person, "not_person": ~person}
    return {name: float(100 * inside[mask].mean()) for name, mask in groups.items()}


def report(model: FusionStrategy, data: FusionData, step: int) -> dict[str, Any]:
    """Calibration on dev, matching and retrieval on test."""
    right, wrong = true_and_swapped(model, data, split_of(data, "dev"), range(1, SWAPS + 1))
    slope, shift = fit_logistic(right, wrong)
    test = split_of(data, "test")
    right, wrong = true_and_swapped(model, data, test, range(1, 2))
    return {
        "match_slope": slope,
        "match_shift": shift,
        "match_accuracy": float(50 * ((right > shift).mean() + (wrong <= shift).mean())),
        "true_above_swapped": float(100 * (right > wrong).mean()),
        **retrieval(model, data, test, step),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--boxes", type=Path, required=True)
    parser.add_argument("--only", default=",".join(strategy.name for strategy in STRATEGIES))
    parser.add_argument("--seeds", default="0,1,2")
    parser.add_argument("--query-step", type=int, default=10)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    data, archive, streams = read_fusion_data(arguments.cache), Archive(arguments.boxes), Streams()
    with torch.inference_mode():
        grids = {name: streams.grids(archive.pixels(name)) for name in archive.photos}
    for seed in arguments.seeds.split(","):
        for name in arguments.only.split(","):
            run, out = arguments.run / f"{name}-{seed}.pt", arguments.run / f"{name}-{seed}.json"
            if out.exists() or not run.exists():
                continue
            model = build_strategy(name)
            model.load_state_dict(torch.load(run, weights_only=True), strict=False)
            model.eval()
            found = report(model, data, arguments.query_step)
            found["queries"] = len(range(0, 1000, arguments.query_step))
            found["pointing"] = pointing(model, archive, streams, grids) if model.attention_kinds else None
            out.write_text(json.dumps(found, indent=1))
            print(f"{name} {seed} {json.dumps(found)}", flush=True)


if __name__ == "__main__":
    main()
